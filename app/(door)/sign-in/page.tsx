import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { callDoor } from '#app/_server/call-door.ts';
import { doorState } from '#app/_server/door-state.ts';
import { Gate } from '#components/door/gate.tsx';
import { IssuerButton } from '#components/door/issuer-button.tsx';
import { SignInForm } from '#components/door/sign-in-form.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { readIssuerName } from '#lib/accounts/door/read-issuer-name.ts';
import { isIssuerProblem, issuerProblemParam } from '#lib/shared/contract/issuer-problem.ts';
import { ownPath } from '#lib/shared/reading/own-path.ts';
import { issuerProblemText } from '#lib/shared/words/issuer-problem-texts.ts';
import { signInAction, startIssuerSignInAction } from './actions.ts';

export const metadata: Metadata = { title: 'Sign in' };

interface SignInPageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { next: given, [issuerProblemParam]: problem } = await searchParams;
  const next = ownPath(given);
  if ((await doorState()) === 'in') redirect(next);
  const issuer = await callDoor(readIssuerName, undefined);
  const host = (await headers()).get('host') ?? '';
  return (
    <Gate title="Sign in" text={`to ${host}`} foot="No account yet? Ask an admin of your workspace for an invitation.">
      {issuer !== null && isIssuerProblem(problem) && (
        <div className="-mt-4 mb-6">
          <FormFailure failure={{ message: issuerProblemText(problem, issuer) }} />
        </div>
      )}
      <SignInForm signIn={signInAction} next={next} />
      {issuer !== null && <IssuerButton issuer={issuer} start={startIssuerSignInAction} next={next} />}
    </Gate>
  );
}
