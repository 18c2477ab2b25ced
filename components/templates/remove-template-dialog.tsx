'use client';

import { useRef } from 'react';
import { useAction } from '#components/live/use-action.ts';
import { useRefresh } from '#components/live/use-refresh.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import type { TemplateListItem } from '#lib/shared/contract/kept-template.ts';
import type { TemplateActions } from './template-actions.ts';

interface RemoveTemplateDialogProps {
  readonly template: TemplateListItem;
  readonly remove: TemplateActions['remove'];
  readonly onClose: () => void;
}

/** Asks before a template and its versions are deleted; the focus is on Cancel. */
export function RemoveTemplateDialog({ template, remove, onClose }: RemoveTemplateDialogProps) {
  const { id: templateId, name, version } = template;
  const cancel = useRef<HTMLButtonElement>(null);
  const format = useFormat();
  const [isRefreshing, refresh] = useRefresh();
  const { run, isPending, error } = useAction(remove, {
    onSuccess: () => {
      refresh();
      onClose();
    },
    // Somebody may have deleted it before.
    onError: refresh,
  });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={`Delete ${name}?`}
        description={`${version === 1 ? 'It is deleted' : `All its ${format.number(version)} versions are deleted`}. Batches that it made have a copy and stay as they are.`}
        initialFocus={cancel}
        className="w-[480px]"
        footer={
          <DialogFooter>
            <DialogCloseButton ref={cancel} />
            <Button variant="destructive" isPending={isPending || isRefreshing} onClick={() => run({ templateId })}>
              Delete template
            </Button>
          </DialogFooter>
        }
      >
        <FormFailure failure={error} />
      </DialogContent>
    </Dialog>
  );
}
