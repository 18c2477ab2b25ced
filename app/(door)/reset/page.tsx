import type { Metadata } from 'next';
import { doorState } from '#app/_server/door-state.ts';
import { Gate } from '#components/door/gate.tsx';
import { ResetForm } from '#components/door/reset-form.tsx';
import { resetPasswordAction } from './actions.ts';

export const metadata: Metadata = { title: 'New password', referrer: 'no-referrer' };

interface ResetPageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function ResetPage({ searchParams }: ResetPageProps) {
  const { token } = await searchParams;
  await doorState();
  return (
    <Gate title="Choose a new password" text="Afterwards you are signed in here and signed out everywhere else.">
      <ResetForm reset={resetPasswordAction} token={typeof token === 'string' ? token : ''} />
    </Gate>
  );
}
