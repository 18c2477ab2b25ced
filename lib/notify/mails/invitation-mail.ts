import type { Mail } from '#lib/contracts/mail.ts';
import type { InvitationView } from '#lib/shared/contract/member-views.ts';
import { formatDateTime } from '#lib/shared/words/format-time.ts';
import { roleWords } from '#lib/shared/words/role-words.ts';
import { oneLine } from '../one-line.ts';
import { paragraphs } from './paragraphs.ts';

export interface InvitationMailFacts {
  readonly origin: string;
  readonly invitation: Pick<InvitationView, 'email' | 'role' | 'invitedBy' | 'expiresAt'>;
  readonly workspaceName: string;
  readonly token: string;
}

export function invitationMail({ origin, invitation, workspaceName, token }: InvitationMailFacts): Mail {
  const { email, role, invitedBy, expiresAt } = invitation;
  const inviter = oneLine(invitedBy ?? 'An admin');
  const workspace = oneLine(workspaceName);
  return {
    kind: 'invitation',
    to: email,
    subject: `${inviter} invites you to ${workspace} in LangBatch`,
    text: paragraphs(
      origin,
      `${inviter} invites you to the workspace ${workspace} in LangBatch, as ${roleWords[role].name}.`,
      `Join by this link:\n${origin}/join?token=${token}`,
      `It works once, for ${email} alone, until ${formatDateTime(new Date(expiresAt), 'en-GB', 'UTC')}. If you did not expect it, do nothing.`,
    ),
  };
}
