'use client';

import { NameDialog } from '#components/live/name-dialog.tsx';
import { readFields, useForm } from '#components/live/use-form.ts';
import { useRefresh } from '#components/live/use-refresh.ts';
import type { TemplateListItem } from '#lib/shared/contract/kept-template.ts';
import { maxTemplateName, renameTemplateInput } from '#lib/shared/contract/template-inputs.ts';
import type { TemplateActions } from './template-actions.ts';

interface RenameTemplateDialogProps {
  readonly template: TemplateListItem;
  readonly rename: TemplateActions['rename'];
  readonly onClose: () => void;
}

/** Another name for a template; batches keep the one that it had when it made them. */
export function RenameTemplateDialog({ template, rename, onClose }: RenameTemplateDialogProps) {
  const [, refresh] = useRefresh();
  const form = useForm(
    rename,
    (data) => readFields(renameTemplateInput, data),
    () => {
      refresh();
      onClose();
    },
  );
  return (
    <NameDialog
      title={`Rename ${template.name}`}
      description="Batches that it made go on to show the name that it had."
      form={form}
      name={template.name}
      maxLength={maxTemplateName}
      action="Save"
      onClose={onClose}
    >
      <input type="hidden" name="templateId" value={template.id} />
    </NameDialog>
  );
}
