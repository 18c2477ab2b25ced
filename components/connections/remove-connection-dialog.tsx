'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useAction } from '#components/live/use-action.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import type { ConnectionView } from '#lib/shared/contract/connection.ts';
import type { ConnectionActions } from './connection-actions.ts';
import { connectionKeys } from './queries.ts';

interface RemoveDialogProps {
  readonly connection: ConnectionView;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly remove: ConnectionActions['remove'];
}

/** Asks before a connection and its key are deleted; the focus is on Cancel. */
export function RemoveConnectionDialog({ connection, isOpen, onClose, remove }: RemoveDialogProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  const queryClient = useQueryClient();
  const action = useAction(remove, {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: connectionKeys.all });
      onClose();
    },
  });
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => !open && onClose()}
      onOpenChangeComplete={(open) => !open && action.reset()}
    >
      <DialogContent
        title={`Remove ${connection.name}`}
        description={
          connection.keyLast4 === null
            ? 'It disappears from the list. You can add it again at any time.'
            : `Its key, ending in ${connection.keyLast4}, is deleted here. At the provider it stays as it is.`
        }
        initialFocus={cancel}
        className="w-[480px]"
        footer={
          <DialogFooter>
            <DialogCloseButton ref={cancel} />
            <Button
              variant="destructive"
              isPending={action.isPending}
              onClick={() => action.run({ id: connection.id })}
            >
              Remove connection
            </Button>
          </DialogFooter>
        }
      >
        {action.error !== null && (
          <p role="alert" className="text-failed-text">
            {action.error.message}
          </p>
        )}
      </DialogContent>
    </Dialog>
  );
}
