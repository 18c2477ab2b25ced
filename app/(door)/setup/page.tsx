import type { Metadata } from 'next';
import { doorState } from '#app/_server/door-state.ts';
import { Gate } from '#components/door/gate.tsx';
import { SetUpForm } from '#components/door/set-up-form.tsx';
import { setUpAction } from './actions.ts';

export const metadata: Metadata = { title: 'Set up', referrer: 'no-referrer' };

interface SetUpPageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function SetUpPage({ searchParams }: SetUpPageProps) {
  const { token } = await searchParams;
  await doorState();
  return (
    <Gate title="Set up LangBatch" text="You will be its owner. What was made here alone so far is yours.">
      <SetUpForm setUp={setUpAction} token={typeof token === 'string' ? token : ''} />
    </Gate>
  );
}
