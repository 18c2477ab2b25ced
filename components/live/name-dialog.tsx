'use client';

import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { Input } from '#components/ui/input.tsx';
import type { FormState } from './use-form.ts';

interface NameDialogProps {
  readonly title: string;
  readonly description: string;
  /** Its field is `name`. */
  readonly form: FormState;
  /** What the name is at first. */
  readonly name: string;
  readonly maxLength: number;
  /** On the button. */
  readonly action: string;
  readonly onClose: () => void;
  /** Other fields, such as whose name it is. */
  readonly children?: ReactNode;
}

/** Asks for a name, and for nothing else. */
export function NameDialog(props: NameDialogProps) {
  const { title, description, form, name, maxLength, action, onClose, children } = props;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={title}
        description={description}
        className="w-[440px]"
        footer={
          <DialogFooter>
            <DialogCloseButton />
            <Button type="submit" form={form.id} variant="primary" isPending={form.isPending}>
              {action}
            </Button>
          </DialogFooter>
        }
      >
        <form id={form.id} onSubmit={form.submit} noValidate className="flex flex-col gap-4">
          {children}
          <Field label="Name" error={form.errors['name'] ?? null}>
            <Input name="name" defaultValue={name} maxLength={maxLength} autoComplete="off" />
          </Field>
          <FormFailure failure={form.failure} />
        </form>
      </DialogContent>
    </Dialog>
  );
}
