import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { doorState } from '#app/_server/door-state.ts';
import { CodeForm } from '#components/door/code-form.tsx';
import { Gate } from '#components/door/gate.tsx';
import { ownPath } from '#lib/shared/reading/own-path.ts';
import { verifyCodeAction } from '../actions.ts';

export const metadata: Metadata = { title: 'Code' };

interface CodePageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

/** After the password, for whoever has a second factor. */
export default async function CodePage({ searchParams }: CodePageProps) {
  const next = ownPath((await searchParams)['next']);
  if ((await doorState()) === 'in') redirect(next);
  return (
    <Gate
      title="Enter your code"
      text="Your authenticator app shows it."
      foot="Lost your phone and your recovery codes? Ask whoever runs this LangBatch."
    >
      <CodeForm verify={verifyCodeAction} next={next} />
    </Gate>
  );
}
