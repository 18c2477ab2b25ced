'use server';

import { defineDoorAction } from '#app/_server/define-door-action.ts';
import { requestPasswordReset } from '#lib/accounts/door/request-password-reset.ts';

export const requestPasswordResetAction = defineDoorAction(requestPasswordReset);
