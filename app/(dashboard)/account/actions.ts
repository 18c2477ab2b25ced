'use server';

import { defineAction } from '#app/_server/define-action.ts';
import { definePersonAction } from '#app/_server/define-person-action.ts';
import { beginSecondFactor } from '#lib/accounts/own/begin-second-factor.ts';
import { changePassword } from '#lib/accounts/own/change-password.ts';
import { confirmSecondFactor } from '#lib/accounts/own/confirm-second-factor.ts';
import { endOtherSessions } from '#lib/accounts/own/end-other-sessions.ts';
import { endSecondFactor } from '#lib/accounts/own/end-second-factor.ts';
import { endSession } from '#lib/accounts/own/end-session.ts';
import { renamePerson } from '#lib/accounts/own/rename-person.ts';
import { renewRecoveryCodes } from '#lib/accounts/own/renew-recovery-codes.ts';
import { createToken } from '#lib/tokens/create-token.ts';
import { revokeToken } from '#lib/tokens/revoke-token.ts';

export const renamePersonAction = definePersonAction(renamePerson);
export const changePasswordAction = definePersonAction(changePassword);
export const beginSecondFactorAction = definePersonAction(beginSecondFactor);
export const confirmSecondFactorAction = definePersonAction(confirmSecondFactor);
export const renewRecoveryCodesAction = definePersonAction(renewRecoveryCodes);
export const endSecondFactorAction = definePersonAction(endSecondFactor);
export const endSessionAction = definePersonAction(endSession);
export const endOtherSessionsAction = definePersonAction(endOtherSessions);
export const createTokenAction = defineAction(createToken);
export const revokeTokenAction = defineAction(revokeToken);
