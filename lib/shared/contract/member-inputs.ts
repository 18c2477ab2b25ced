import * as z from 'zod/mini';
import { emailInput } from './account-inputs.ts';
import { idOr } from './id-input.ts';
import { roles } from './rights.ts';

/** For how long an invitation's link is good, in days. */
export const invitationDays = [1, 7, 30] as const;

const personId = idOr('There is no such member. Load the page again.');
const invitationId = idOr('There is no such invitation. Load the page again.');
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
