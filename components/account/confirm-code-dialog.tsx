'use client';

import { readFields, useForm } from '#components/live/use-form.ts';
import type { VerbAction } from '#components/live/verb-action.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { Input } from '#components/ui/input.tsx';
import type { confirmSecondFactor } from '#lib/accounts/own/confirm-second-factor.ts';
import { confirmSecondFactorInput } from '#lib/shared/contract/account-inputs.ts';
import type { RecoveryCodesView, SecondFactorKeyView } from '#lib/shared/contract/account-views.ts';
import { QrCode } from './qr-code.tsx';

interface ConfirmCodeDialogProps {
  /** Null closes it. */
  readonly newKey: SecondFactorKeyView | null;
  readonly onClose: () => void;
  readonly confirm: VerbAction<typeof confirmSecondFactor>;
  readonly onDone: (codes: RecoveryCodesView) => unknown;
}

/** Hands the key to the person's app, and asks for what the app makes of it. */
export function ConfirmCodeDialog({ newKey, onClose, confirm, onDone }: ConfirmCodeDialogProps) {
  const form = useForm(confirm, (data) => readFields(confirmSecondFactorInput, data), onDone);
  return (
    <Dialog
      open={newKey !== null}
      onOpenChange={(open) => !open && onClose()}
      onOpenChangeComplete={(open) => !open && form.reset()}
    >
      <DialogContent
        title="Add LangBatch to your app"
        description="Scan the code with an authenticator app on your phone, or type the key into it. Then enter the 6 digits that it shows."
        className="w-[480px]"
        footer={
          <DialogFooter>
            <DialogCloseButton />
            <Button type="submit" form={form.id} variant="primary" isPending={form.isPending}>
              Turn on
            </Button>
          </DialogFooter>
        }
      >
        {newKey !== null && (
          <form id={form.id} onSubmit={form.submit} noValidate className="flex flex-col gap-[18px]">
            <QrCode text={newKey.address} label="QR code of the key, for an authenticator app" />
            <Field label="Key">
              <Input
                value={newKey.key}
                readOnly
                spellCheck={false}
                onFocus={(event) => event.currentTarget.select()}
                className="mono"
              />
            </Field>
            <Field label="Code" error={form.errors['code'] ?? null}>
              <Input name="code" inputMode="numeric" autoComplete="one-time-code" />
            </Field>
            <FormFailure failure={form.failure} />
          </form>
        )}
      </DialogContent>
    </Dialog>
  );
}
