import type { Asker } from '#lib/contracts/asker.ts';
import type { Clock } from '#lib/contracts/context.ts';
import type { Mailing } from '#lib/contracts/mail.ts';
import { passwordChangedMail } from '#lib/notify/mails/password-changed-mail.ts';

/** Tells a person by mail that their password is another one now (OWASP ASVS 5.0, 6.3.7), where mail is sent. */
export function tellPasswordChanged(
  { mailing, clock, asker }: { readonly mailing: Mailing | null; readonly clock: Clock; readonly asker: Asker },
  person: { readonly name: string; readonly email: string },
): void {
  const at = clock.now();
  mailing?.later(async () => passwordChangedMail({ origin: mailing.origin, person, at, userAgent: asker.userAgent }));
}
