import type { Metadata } from 'next';
import { doorState } from '#app/_server/door-state.ts';
import { Gate } from '#components/door/gate.tsx';
import { ResetForm } from '#components/door/reset-form.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { resetPasswordAction } from './actions.ts';
import { findLinkFault } from './find-link-fault.ts';

export const metadata: Metadata = { title: 'New password', referrer: 'no-referrer' };

interface ResetPageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function ResetPage({ searchParams }: ResetPageProps) {
  const { token } = await searchParams;
  const state = await doorState();
  const link = typeof token === 'string' ? token : '';
  const fault = await findLinkFault(link);
  if (fault !== null) {
    return (
      <Gate title="This link cannot be used" text={fault}>
        <ButtonLink href={state === 'in' ? '/batches' : '/sign-in'} className="w-full">
          {state === 'in' ? 'Go to the batches' : 'Sign in'}
        </ButtonLink>
      </Gate>
    );
  }
  return (
    <Gate title="Choose a new password" text="Afterwards you are signed in here and signed out everywhere else.">
      <ResetForm reset={resetPasswordAction} token={link} />
    </Gate>
  );
}
