import type { Metadata } from 'next';
import { doorState } from '#app/_server/door-state.ts';
import { Gate } from '#components/door/gate.tsx';
import { InvitationForm } from '#components/door/invitation-form.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { offerSentence } from '#lib/shared/words/offer-sentence.ts';
import { signOutAction } from '../sign-in/actions.ts';
import { acceptInvitationAction, joinAction } from './actions.ts';
import { loadOffer } from './load-offer.ts';

export const metadata: Metadata = { title: 'Accept invitation', referrer: 'no-referrer' };

interface JoinPageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

const actions = { join: joinAction, accept: acceptInvitationAction, signOut: signOutAction };

export default async function JoinPage({ searchParams }: JoinPageProps) {
  const { token } = await searchParams;
  const state = await doorState();
  const link = typeof token === 'string' ? token : '';
  const loaded = await loadOffer(link);
  if (!loaded.ok) {
    return (
      <Gate title="This invitation cannot be used" text={loaded.sentence}>
        <ButtonLink href={state === 'in' ? '/batches' : '/sign-in'} className="w-full">
          {state === 'in' ? 'Go to the batches' : 'Sign in'}
        </ButtonLink>
      </Gate>
    );
  }
  return (
    <Gate title="Accept invitation" text={offerSentence(loaded.offer)}>
      <InvitationForm offer={loaded.offer} token={link} actions={actions} />
    </Gate>
  );
}
