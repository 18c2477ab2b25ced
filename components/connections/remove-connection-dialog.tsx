'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useAction } from '#components/live/use-action.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { type Format, useFormat } from '#components/ui/reader.tsx';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';
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
  const format = useFormat();
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
        description={describeRemoval(connection, format)}
        initialFocus={cancel}
        className="w-[480px]"
        footer={
          <DialogFooter>
            <DialogCloseButton ref={cancel} />
            {connection.openBatchCount === 0 && (
              <Button
                variant="destructive"
                isPending={action.isPending}
                onClick={() => action.run({ id: connection.id })}
              >
                Remove connection
              </Button>
            )}
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

function describeRemoval({ keyLast4, openBatchCount }: ConnectionView, format: Format): string {
  if (openBatchCount > 0) {
    const batches = format.count(openBatchCount, 'open batch uses', 'open batches use');
    return `${batches} this connection, so it cannot be removed yet. Wait for ${openBatchCount === 1 ? 'it' : 'them'} to end, or cancel ${openBatchCount === 1 ? 'it' : 'them'} first.`;
  }
  if (keyLast4 === null) return 'It disappears from the list. You can add it again at any time.';
  const key = keyLast4 === '' ? 'Its key' : `Its key, ending in ${keyLast4},`;
  return `${key} is deleted here. At the provider it stays as it is.`;
}
