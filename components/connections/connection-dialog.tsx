'use client';

import { type ReactNode, useRef, useState } from 'react';
import type { FormState } from '#components/live/use-form.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { RadioCards } from '#components/ui/radio-cards.tsx';
import { type ConnectionKind, connectionKinds } from '#lib/shared/contract/connection-kinds.ts';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';
import type { ConnectionActions } from './connection-actions.ts';
import { ConnectionFields } from './connection-fields.tsx';
import { readChangedConnection, readNewConnection } from './connection-form.ts';
import { connectionKindWords } from './connection-kind-words.tsx';
import { useConnectionForm } from './use-connection-form.ts';

interface AddDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly create: ConnectionActions['create'];
}

const kindCards = connectionKinds.map((value) => ({
  value,
  title: connectionKindWords[value].name,
  text: connectionKindWords[value].text,
}));

/** **Add connection**: what kind, then what that kind needs. */
export function AddConnectionDialog({ isOpen, onClose, create }: AddDialogProps) {
  const [kind, setKind] = useState<ConnectionKind>('openai');
  const form = useConnectionForm(create, (data) => readNewConnection(kind, data), onClose);
  const chooseKind = (chosen: ConnectionKind) => {
    setKind(chosen);
    form.reset();
  };
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => !open && onClose()}
      onOpenChangeComplete={(open) => !open && chooseKind('openai')}
    >
      <DialogContent
        title="Add connection"
        description="An account at a provider that your batches can run on."
        footer={<FormFooter form={form}>Add connection</FormFooter>}
      >
        <form id={form.id} onSubmit={form.submit} noValidate>
          <RadioCards
            label="Kind of connection"
            value={kind}
            onChange={chooseKind}
            className="mb-5 md:grid-cols-2 md:divide-y md:[&>:nth-child(even)]:border-r-0 md:[&>:nth-last-child(2)]:border-b-0"
            cards={kindCards}
          />
          <ConnectionFields key={kind} kind={kind} connection={null} errors={form.errors} />
          <FormFailure failure={form.failure} />
        </form>
      </DialogContent>
    </Dialog>
  );
}

interface EditDialogProps {
  readonly connection: ConnectionView;
  /** Opened to enter a new key: the field for it has the focus. */
  readonly isForKey: boolean;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly update: ConnectionActions['update'];
}

export function EditConnectionDialog({ connection, isForKey, isOpen, onClose, update }: EditDialogProps) {
  const keyInput = useRef<HTMLInputElement>(null);
  const form = useConnectionForm(update, (data) => readChangedConnection(connection, data), onClose);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => !open && onClose()}
      onOpenChangeComplete={(open) => !open && form.reset()}
    >
      <DialogContent
        title={isForKey ? `New key for ${connection.name}` : `Edit ${connection.name}`}
        initialFocus={isForKey ? keyInput : undefined}
        footer={<FormFooter form={form}>Save connection</FormFooter>}
      >
        <form id={form.id} onSubmit={form.submit} noValidate>
          <ConnectionFields kind={connection.kind} connection={connection} errors={form.errors} keyInput={keyInput} />
          <FormFailure failure={form.failure} />
        </form>
      </DialogContent>
    </Dialog>
  );
}

function FormFooter({ form, children }: { readonly form: FormState; readonly children: ReactNode }) {
  return (
    <DialogFooter>
      <DialogCloseButton />
      <Button type="submit" form={form.id} variant="primary" isPending={form.isPending}>
        {children}
      </Button>
    </DialogFooter>
  );
}
