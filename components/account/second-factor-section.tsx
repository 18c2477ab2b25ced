'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Tag } from '#components/ui/tag.tsx';
import type { AccountView } from '#lib/shared/contract/account-views.ts';
import { RecoveryCodes } from './recovery-codes.tsx';
import { type SecondFactorActions, SecondFactorDialogs, type SecondFactorQuestion } from './second-factor-dialogs.tsx';

interface SecondFactorSectionProps {
  readonly account: AccountView;
  readonly actions: SecondFactorActions;
}

/** What the person shows at the sign-in besides the password. */
export function SecondFactorSection({ account, actions }: SecondFactorSectionProps) {
  const { secondFactor } = account;
  const router = useRouter();
  const [question, setQuestion] = useState<SecondFactorQuestion>(null);
  const [codes, setCodes] = useState<readonly string[]>([]);
  return (
    <section className="mt-11 max-w-[760px]">
      <SecondFactorHead isOn={secondFactor === 'on'}>
        {secondFactor === 'off' && <Button onClick={() => setQuestion('begin')}>Turn on</Button>}
        {secondFactor === 'on' && (
          <>
            <Button onClick={() => setQuestion('renew')}>New recovery codes</Button>
            <Button onClick={() => setQuestion('end')}>Turn off</Button>
          </>
        )}
      </SecondFactorHead>
      <p className="max-w-prose text-ink-2">{texts[secondFactor]}</p>
      {codes.length > 0 && <RecoveryCodes codes={codes} />}
      <SecondFactorDialogs
        email={account.email}
        actions={actions}
        question={question}
        onClose={() => setQuestion(null)}
        onChanged={(recoveryCodes) => {
          setQuestion(null);
          setCodes(recoveryCodes);
          router.refresh();
        }}
      />
    </section>
  );
}

const texts: Readonly<Record<AccountView['secondFactor'], string>> = {
  off: 'With it, signing in takes a code from an app on your phone besides the password, so that nobody gets in with the password alone. Turning it on signs you out everywhere else.',
  on: 'Signing in takes a code from your authenticator app besides the password.',
  no_password:
    'It stands behind a password, and you have none here: the service that you sign in with asks for its own.',
};

function SecondFactorHead({ isOn, children }: { readonly isOn: boolean; readonly children: ReactNode }) {
  return (
    <div className="mb-2 flex flex-wrap items-center gap-x-2.5 gap-y-2">
      <h2 className="text-lg font-bold">Second factor</h2>
      <Tag>{isOn ? 'On' : 'Off'}</Tag>
      <span className="ml-auto flex flex-wrap gap-2 max-md:ml-0 max-md:w-full">{children}</span>
    </div>
  );
}
