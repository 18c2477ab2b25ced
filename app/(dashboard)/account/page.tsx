import type { Metadata } from 'next';
import { callAsPerson } from '#app/_server/call-as-person.ts';
import { callIfMember } from '#app/_server/call-if-member.ts';
import { OwnFacts } from '#components/account/own-facts.tsx';
import { SecondFactorSection } from '#components/account/second-factor-section.tsx';
import { SessionList } from '#components/account/session-list.tsx';
import { TokenSection } from '#components/account/token-section.tsx';
import { PageHead } from '#components/layout/page-head.tsx';
import { Toaster } from '#components/ui/toaster.tsx';
import { getAccount } from '#lib/accounts/own/get-account.ts';
import { listSessions } from '#lib/accounts/own/list-sessions.ts';
import { listTokens } from '#lib/tokens/list-tokens.ts';
import {
  beginSecondFactorAction,
  changePasswordAction,
  confirmSecondFactorAction,
  createTokenAction,
  endOtherSessionsAction,
  endSecondFactorAction,
  endSessionAction,
  renamePersonAction,
  renewRecoveryCodesAction,
  revokeTokenAction,
} from './actions.ts';

export const metadata: Metadata = { title: 'Account' };

export default async function AccountPage() {
  const [account, sessions, tokens] = await Promise.all([
    callAsPerson(getAccount),
    callAsPerson(listSessions),
    callIfMember(listTokens),
  ]);
  return (
    <>
      <Toaster />
      <PageHead title="Account" />
      <OwnFacts account={account} rename={renamePersonAction} changePassword={changePasswordAction} />
      <SecondFactorSection
        account={account}
        actions={{
          begin: beginSecondFactorAction,
          confirm: confirmSecondFactorAction,
          renewCodes: renewRecoveryCodesAction,
          end: endSecondFactorAction,
        }}
      />
      <SessionList sessions={sessions} end={endSessionAction} endOthers={endOtherSessionsAction} />
      {tokens !== null && <TokenSection list={tokens} create={createTokenAction} revoke={revokeTokenAction} />}
    </>
  );
}
