import * as z from 'zod/mini';
import { emailInput } from './account-inputs.ts';
import { roles } from './rights.ts';

/** For how long an invitation's link is good, in days. */
export const invitationDays = [1, 7, 30] as const;

/** NUL is in none of ours, and no database can look for it. */
const id = (sentence: string) => z.string().check(z.regex(/^[^\0]{1,64}$/u, sentence));
const personId = id('There is no such member. Load the page again.');
const invitationId = id('There is no such invitation. Load the page again.');
const role = z.enum(roles, 'Choose a role.');
/** What the member looked like to whoever decided. */
const version = z.int().check(z.positive());

export const inviteInput = z.object({
  email: emailInput,
  role,
  days: z._default(z.literal(invitationDays, 'Choose for how long the link is good.'), 7),
});

export const invitationIdInput = z.object({ invitationId });
export const changeRoleInput = z.object({ personId, role, version });
export const removeMemberInput = z.object({ personId, version });
