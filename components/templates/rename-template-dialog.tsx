'use client';

import { readFields, useForm } from '#components/live/use-form.ts';
import { useRefresh } from '#components/live/use-refresh.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { Input } from '#components/ui/input.tsx';
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
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={`Rename ${template.name}`}
        description="Batches that it made go on to show the name that it had."
        className="w-[440px]"
        footer={
          <DialogFooter>
            <DialogCloseButton />
            <Button type="submit" form={form.id} variant="primary" isPending={form.isPending}>
              Save
            </Button>
          </DialogFooter>
        }
      >
        <form id={form.id} onSubmit={form.submit} noValidate>
          <input type="hidden" name="templateId" value={template.id} />
          <Field label="Name" error={form.errors['name'] ?? null}>
            <Input name="name" defaultValue={template.name} maxLength={maxTemplateName} autoComplete="off" />
          </Field>
          <FormFailure failure={form.failure} />
        </form>
      </DialogContent>
    </Dialog>
  );
}
