'use client';

import { type ReactNode, useState } from 'react';
import type { VerbAction } from '#components/live/verb-action.ts';
import { Button } from '#components/ui/button.tsx';
import type { changePassword } from '#lib/accounts/own/change-password.ts';
import type { renamePerson } from '#lib/accounts/own/rename-person.ts';
import type { AccountView } from '#lib/shared/contract/account-views.ts';
import { ChangePasswordDialog } from './change-password-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';

interface OwnFactsProps {
  readonly account: AccountView;
  readonly rename: VerbAction<typeof renamePerson>;
  readonly changePassword: VerbAction<typeof changePassword>;
}

/** Who the person is here, and how they prove it. */
export function OwnFacts({ account, rename, changePassword }: OwnFactsProps) {
  const [dialog, setDialog] = useState<'name' | 'password' | null>(null);
  const [isChanged, setIsChanged] = useState(false);
  const close = () => setDialog(null);
  return (
    <section className="mt-7 max-w-[760px]">
      <dl className="border-t border-line">
        <OwnFact label="Name" action={<Button onClick={() => setDialog('name')}>Change name</Button>}>
          {account.name}
        </OwnFact>
        <OwnFact label="E-mail">{account.email}</OwnFact>
        <OwnFact label="Password" action={<Button onClick={() => setDialog('password')}>Change password</Button>}>
          <output className="text-ink-2">{isChanged && 'Changed. You are signed out everywhere else.'}</output>
        </OwnFact>
      </dl>
      <RenameDialog account={account} isOpen={dialog === 'name'} onClose={close} rename={rename} />
      <ChangePasswordDialog
        account={account}
        isOpen={dialog === 'password'}
        onClose={close}
        onChanged={() => setIsChanged(true)}
        changePassword={changePassword}
      />
    </section>
  );
}

interface OwnFactProps {
  readonly label: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

function OwnFact({ label, children, action }: OwnFactProps) {
  return (
    <div className="flex min-h-[60px] flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-2.5">
      <dt className="w-28 shrink-0 text-ink-3 max-md:w-full">{label}</dt>
      <dd className="min-w-0 flex-1 font-medium break-words">{children}</dd>
      {action !== undefined && <dd className="shrink-0">{action}</dd>}
    </div>
  );
}
