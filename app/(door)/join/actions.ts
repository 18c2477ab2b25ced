'use server';

import { defineDoorAction } from '#app/_server/define-door-action.ts';
import { acceptInvitation } from '#lib/accounts/door/accept-invitation.ts';
import { join } from '#lib/accounts/door/join.ts';

export const joinAction = defineDoorAction(join);
export const acceptInvitationAction = defineDoorAction(acceptInvitation);
