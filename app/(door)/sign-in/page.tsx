import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { doorState } from '#app/_server/door-state.ts';
import { Gate } from '#components/door/gate.tsx';
import { SignInForm } from '#components/door/sign-in-form.tsx';
import { ownPath } from '#lib/shared/reading/own-path.ts';
import { signInAction } from './actions.ts';

export const metadata: Metadata = { title: 'Sign in' };

interface SignInPageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const next = ownPath((await searchParams)['next']);
  if ((await doorState()) === 'in') redirect(next);
  const host = (await headers()).get('host') ?? '';
  return (
    <Gate title="Sign in" text={`to ${host}`} foot="No account yet? Ask an admin of your workspace for an invitation.">
      <SignInForm signIn={signInAction} next={next} />
    </Gate>
  );
}
