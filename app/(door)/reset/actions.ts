'use server';

import { defineDoorAction } from '#app/_server/define-door-action.ts';
import { resetPassword } from '#lib/accounts/door/reset-password.ts';

export const resetPasswordAction = defineDoorAction(resetPassword);
