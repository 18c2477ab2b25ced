'use client';

import { useState } from 'react';
import { useAction } from '#components/live/use-action.ts';
import { useRefresh } from '#components/live/use-refresh.ts';
import { FormFailure } from '#components/ui/form-failure.tsx';
import type { TemplateListItem } from '#lib/shared/contract/kept-template.ts';
import { RemoveTemplateDialog } from './remove-template-dialog.tsx';
import { RenameTemplateDialog } from './rename-template-dialog.tsx';
import type { TemplateActions } from './template-actions.ts';
import { TemplateRow } from './template-row.tsx';

interface TemplateRowsProps {
  readonly templates: readonly TemplateListItem[];
  readonly actions: TemplateActions;
  /** What was done, in a sentence; null once something else is under way. */
  readonly onSaid: (sentence: string | null) => void;
}

interface OpenDialog {
  readonly kind: 'rename' | 'remove';
  readonly template: TemplateListItem;
}

export function TemplateRows({ templates, actions, onSaid }: TemplateRowsProps) {
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const [isRefreshing, refresh] = useRefresh();
  const { run, isPending, error } = useAction(actions.duplicate, {
    onSuccess: ({ name }) => {
      onSaid(`Made ${name}.`);
      refresh();
    },
  });
  const close = () => setDialog(null);
  return (
    <>
      <FormFailure failure={error} />
      <ul aria-label="Templates" className="mt-7 border-t border-line">
        {templates.map((template) => (
          <TemplateRow
            key={template.id}
            template={template}
            isPending={isPending || isRefreshing}
            onDuplicate={() => {
              onSaid(null);
              run({ templateId: template.id });
            }}
            onRename={() => setDialog({ kind: 'rename', template })}
            onRemove={() => setDialog({ kind: 'remove', template })}
          />
        ))}
      </ul>
      {dialog?.kind === 'rename' && (
        <RenameTemplateDialog template={dialog.template} rename={actions.rename} onClose={close} />
      )}
      {dialog?.kind === 'remove' && (
        <RemoveTemplateDialog template={dialog.template} remove={actions.remove} onClose={close} />
      )}
    </>
  );
}
