'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useAction } from '#components/live/use-action.ts';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import type { BatchActions } from '../batch-actions.ts';
import { batchKeys, batchOptions } from '../queries.ts';

interface EditableNameProps {
  readonly batchId: string;
  readonly name: string;
  readonly renameBatch: BatchActions['renameBatch'];
}

/** The batch's name as the page's heading, with a pencil that makes it a field. The focus comes back to the pencil. */
export function EditableName({ batchId, name, renameBatch }: EditableNameProps) {
  const pencil = useRef<HTMLButtonElement>(null);
  const [isEditing, setIsEditing] = useState(false);
  const close = () => {
    flushSync(() => setIsEditing(false));
    pencil.current?.focus();
  };
  if (isEditing) return <NameForm batchId={batchId} name={name} renameBatch={renameBatch} onClose={close} />;
  return (
    <div className="flex items-start gap-1.5">
      <h1 className="text-2xl font-bold text-balance wrap-anywhere">{name}</h1>
      <Button
        ref={pencil}
        variant="quiet"
        size="small"
        isIcon
        aria-label="Edit name"
        onClick={() => setIsEditing(true)}
      >
        <Pencil aria-hidden />
      </Button>
    </div>
  );
}

/** Enter saves, Esc leaves the name as it was. */
function NameForm({ batchId, name, renameBatch, onClose }: EditableNameProps & { readonly onClose: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState(name);
  const { run, isPending, error } = useRename(renameBatch, onClose);
  useEffect(() => input.current?.select(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.trim() === name) onClose();
    else run({ batchId, name: draft.trim() });
  };
  return (
    <form onSubmit={submit}>
      <h1 className="sr-only">{name}</h1>
      <div className="-my-0.5 flex gap-2">
        <Input
          ref={input}
          aria-label="Name"
          value={draft}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onClose();
          }}
          className="w-auto max-w-[420px] min-w-0 flex-1 text-lg font-bold"
        />
        <Button type="submit" isPending={isPending} disabled={draft.trim() === ''}>
          Save
        </Button>
        <Button variant="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
      {error !== null && (
        <p role="alert" className="mt-1.5 text-sm text-failed-text">
          {error.fields['name'] ?? error.message}
        </p>
      )}
    </form>
  );
}

function useRename(renameBatch: BatchActions['renameBatch'], onDone: () => void) {
  const router = useRouter();
  const queryClient = useQueryClient();
  return useAction(renameBatch, {
    onSuccess: (_, { batchId, name }) => {
      queryClient.setQueryData(batchOptions(batchId).queryKey, (batch) => batch && { ...batch, name });
      onDone();
      // The page's title comes from the server.
      router.refresh();
      return queryClient.invalidateQueries({ queryKey: batchKeys.all });
    },
  });
}
