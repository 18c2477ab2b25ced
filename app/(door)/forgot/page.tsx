import type { Metadata } from 'next';
import { doorState } from '#app/_server/door-state.ts';
import { Gate } from '#components/door/gate.tsx';
import { TextLink } from '#components/ui/text-link.tsx';

export const metadata: Metadata = { title: 'Forgot password' };

export default async function ForgotPage() {
  await doorState();
  return (
    <Gate title="Forgot password" text="Ask an admin for a link.">
      <div className="flex flex-col gap-4 text-pretty">
        <p>
          A site admin of this LangBatch can make a link with which you choose a new password. It works once, within an
          hour.
        </p>
        <p className="text-ink-2">
          Whoever has access to the server can make one too: <code className="mono">npm run accounts -- reset</code>{' '}
          with your e-mail address.
        </p>
        <p>
          <TextLink href="/sign-in">Back to sign in</TextLink>
        </p>
      </div>
    </Gate>
  );
}
