import type { Metadata } from 'next';
import { doorState } from '#app/_server/door-state.ts';
import { sendsMail } from '#app/_server/our-origins.ts';
import { ForgotForm } from '#components/door/forgot-form.tsx';
import { Gate } from '#components/door/gate.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import { requestPasswordResetAction } from './actions.ts';

export const metadata: Metadata = { title: 'Forgot password' };

export default async function ForgotPage() {
  await doorState();
  return sendsMail() ? (
    <Gate title="Forgot password" text="You get a mail with a link.">
      <div className="flex flex-col gap-6">
        <ForgotForm request={requestPasswordResetAction} />
        <p className="text-pretty text-ink-2">
          No mail after some minutes? Look among the unwanted ones, or ask a site admin of this LangBatch for a link.
        </p>
        <BackToSignIn />
      </div>
    </Gate>
  ) : (
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
        <BackToSignIn />
      </div>
    </Gate>
  );
}

function BackToSignIn() {
  return (
    <p>
      <TextLink href="/sign-in">Back to sign in</TextLink>
    </p>
  );
}
