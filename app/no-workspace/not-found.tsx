import type { Metadata } from 'next';
import { noSuchWorkspace } from '#app/_server/context-for.ts';
import { findFrameScope } from '#app/_server/page-scope.ts';
import { AccountMenu } from '#components/layout/account-menu.tsx';
import { TopBar } from '#components/layout/top-bar.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { signOutAction } from '../(door)/sign-in/actions.ts';

export const metadata: Metadata = { title: 'No workspace' };

/** In the place of every page of a workspace that is none of the reader's. */
export default async function NoWorkspace() {
  const { person, memberships } = await findFrameScope();
  const isInNone = memberships === 0;
  return (
    <>
      <TopBar
        hasPages={!isInNone}
        account={person === null ? null : <AccountMenu person={person} signOut={signOutAction} />}
      />
      <main className="page-frame pt-[104px] pb-[72px] max-md:pt-12">
        <h1 className="text-2xl font-bold text-balance">
          {isInNone ? 'You are in no workspace yet' : 'This workspace is not here'}
        </h1>
        <p className="mt-2.5 max-w-[620px] text-lg leading-[26px] text-pretty text-ink-2">
          {isInNone
            ? 'Batches belong to a workspace. Ask an admin of yours to invite you, then load this page again.'
            : noSuchWorkspace}
        </p>
        {!isInNone && (
          <p className="mt-[26px]">
            <ButtonLink href="/batches" variant="primary">
              Go to your batches
            </ButtonLink>
          </p>
        )}
      </main>
    </>
  );
}
