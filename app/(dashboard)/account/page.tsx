import type { Metadata } from 'next';
import { callAsPerson } from '#app/_server/call-as-person.ts';
import { OwnFacts } from '#components/account/own-facts.tsx';
import { SessionList } from '#components/account/session-list.tsx';
import { PageHead } from '#components/layout/page-head.tsx';
import { getAccount } from '#lib/accounts/own/get-account.ts';
import { listSessions } from '#lib/accounts/own/list-sessions.ts';
import { changePasswordAction, endOtherSessionsAction, endSessionAction, renamePersonAction } from './actions.ts';

export const metadata: Metadata = { title: 'Account' };

export default async function AccountPage() {
  const [account, sessions] = await Promise.all([callAsPerson(getAccount), callAsPerson(listSessions)]);
  return (
    <>
      <PageHead title="Account" />
      <OwnFacts account={account} rename={renamePersonAction} changePassword={changePasswordAction} />
      <SessionList sessions={sessions} end={endSessionAction} endOthers={endOtherSessionsAction} />
    </>
  );
}
