'use client';

import { useState } from 'react';
import type { VerbAction } from '#components/live/verb-action.ts';
import type { beginSecondFactor } from '#lib/accounts/own/begin-second-factor.ts';
import type { confirmSecondFactor } from '#lib/accounts/own/confirm-second-factor.ts';
import type { endSecondFactor } from '#lib/accounts/own/end-second-factor.ts';
import type { renewRecoveryCodes } from '#lib/accounts/own/renew-recovery-codes.ts';
import type { SecondFactorKeyView } from '#lib/shared/contract/account-views.ts';
import { ConfirmCodeDialog } from './confirm-code-dialog.tsx';
import { OwnPasswordDialog } from './own-password-dialog.tsx';

export interface SecondFactorActions {
  readonly begin: VerbAction<typeof beginSecondFactor>;
  readonly confirm: VerbAction<typeof confirmSecondFactor>;
  readonly renewCodes: VerbAction<typeof renewRecoveryCodes>;
  readonly end: VerbAction<typeof endSecondFactor>;
}

/** For what the password is asked; null for nothing. */
export type SecondFactorQuestion = 'begin' | 'renew' | 'end' | null;

interface SecondFactorDialogsProps {
  readonly email: string;
  readonly actions: SecondFactorActions;
  readonly question: SecondFactorQuestion;
  readonly onClose: () => void;
  readonly onChanged: (recoveryCodes: readonly string[]) => void;
}

export function SecondFactorDialogs({ actions, question, onChanged, ...shared }: SecondFactorDialogsProps) {
  const [newKey, setNewKey] = useState<SecondFactorKeyView | null>(null);
  return (
    <>
      <OwnPasswordDialog
        {...shared}
        isOpen={question === 'begin'}
        title="Turn on second factor"
        description="Enter your password first. The key for your app comes next."
        confirm="Continue"
        action={actions.begin}
        onDone={(key) => {
          shared.onClose();
          setNewKey(key);
        }}
      />
      <ConfirmCodeDialog
        newKey={newKey}
        onClose={() => setNewKey(null)}
        confirm={actions.confirm}
        onDone={({ recoveryCodes }) => {
          setNewKey(null);
          onChanged(recoveryCodes);
        }}
      />
      <OwnPasswordDialog
        {...shared}
        isOpen={question === 'renew'}
        title="New recovery codes"
        description="The ones that you have now work no more."
        confirm="Show new codes"
        action={actions.renewCodes}
        onDone={({ recoveryCodes }) => onChanged(recoveryCodes)}
      />
      <OwnPasswordDialog
        {...shared}
        isOpen={question === 'end'}
        title="Turn off second factor"
        description="Your password alone lets you in then. You stay signed in here and are signed out everywhere else."
        confirm="Turn off"
        action={actions.end}
        onDone={() => onChanged([])}
      />
    </>
  );
}
