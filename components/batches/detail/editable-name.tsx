'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useAction } from '#components/live/use-action.ts';
import { useRefresh } from '#components/live/use-refresh.ts';
import { useCan } from '#components/rights/page-frame.tsx';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/class-names.ts';
import { controlClasses } from '#components/ui/control-classes.ts';
import type { BatchActions } from '../batch-actions.ts';
import { batchKeys, batchOptions } from '../queries.ts';

interface EditableNameProps {
  readonly batchId: string;
  readonly name: string;
  readonly renameBatch: BatchActions['renameBatch'];
}

/**
 * The batch's name as the page's heading, with a pencil that makes it a field in the same place and size: nothing on
 * the page moves. The focus comes back to the pencil. Who may not rename has none.
 */
export function EditableName({ batchId, name, renameBatch }: EditableNameProps) {
  const canRun = useCan('run');
  const pencil = useRef<HTMLButtonElement>(null);
  const [draft, setDraft] = useState<string | null>(null);
  const close = () => {
    flushSync(() => setDraft(null));
    pencil.current?.focus();
  };
  const isEditing = draft !== null;
  return (
    <div className={cn('relative w-fit max-w-full text-2xl wrap-anywhere', isEditing && 'min-w-[min(100%,420px)]')}>
      {/* While it is edited it stays, unseen, as what the field takes its size from. */}
      <div className={cn('text-balance', isEditing && 'whitespace-pre-wrap')}>
        <h1 className="inline pr-9 font-bold">
          {isEditing && <span className="sr-only">{name}</span>}
          <span aria-hidden={isEditing || undefined} className={cn(isEditing && 'invisible')}>
            {draft ?? name}
          </span>
        </h1>
        {/* Drawn back over the heading's padding, so that it stands at the last word and never alone in a line. */}
        {canRun && (
          <Button
            ref={pencil}
            variant="quiet"
            size="small"
            isIcon
            aria-label="Edit name"
            onClick={() => setDraft(name)}
            className={cn('-ml-8 h-8! w-8! align-top', isEditing && 'invisible')}
          >
            <Pencil aria-hidden />
          </Button>
        )}
      </div>
      {isEditing && <NameForm {...{ batchId, name, renameBatch, draft }} onChange={setDraft} onClose={close} />}
    </div>
  );
}

interface NameFormProps extends EditableNameProps {
  readonly draft: string;
  readonly onChange: (draft: string) => void;
  readonly onClose: () => void;
}

const fieldClasses = cn(
  controlClasses,
  'absolute -inset-x-2 -inset-y-1 h-auto w-[calc(100%+1rem)] resize-none overflow-hidden px-[7px] py-[3px] text-2xl font-bold',
);

/** Lies over the heading. Enter saves, Esc leaves the name as it was. */
function NameForm({ batchId, name, renameBatch, draft, onChange, onClose }: NameFormProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { run, isPending, error } = useRename(renameBatch, onClose);
  useEffect(() => field.current?.select(), []);
  const isEmpty = draft.trim() === '';
  const save = () => {
    if (draft.trim() === name) onClose();
    else if (!isEmpty) run({ batchId, name: draft.trim() });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    save();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <textarea
        ref={field}
        aria-label="Name"
        rows={1}
        value={draft}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value.replaceAll(/[\r\n]+/g, ' '))}
        onKeyDown={onKeyDown}
        className={fieldClasses}
      />
      <FloatingRow>
        <Button type="submit" size="small" isPending={isPending} disabled={isEmpty}>
          Save
        </Button>
        <Button variant="quiet" size="small" onClick={onClose}>
          Cancel
        </Button>
        {error !== null && (
          <p role="alert" className="px-1 text-sm text-failed-text">
            {error.fields['name'] ?? error.message}
          </p>
        )}
      </FloatingRow>
    </form>
  );
}

/** Below the field, over what stands there. */
function FloatingRow({ children }: { readonly children: ReactNode }) {
  return (
    <div className="absolute top-full -right-2 z-10 mt-2.5 flex max-w-full flex-wrap items-center gap-2 rounded-lg bg-overlay p-2 text-base shadow-2">
      {children}
    </div>
  );
}

function useRename(renameBatch: BatchActions['renameBatch'], onDone: () => void) {
  const [, refresh] = useRefresh();
  const queryClient = useQueryClient();
  return useAction(renameBatch, {
    onSuccess: (_, { batchId, name }) => {
      queryClient.setQueryData(batchOptions(batchId).queryKey, (batch) => batch && { ...batch, name });
      onDone();
      // The page's title comes from the server.
      refresh();
      return queryClient.invalidateQueries({ queryKey: batchKeys.all });
    },
  });
}
