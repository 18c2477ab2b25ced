'use server';

import { defineDoorAction } from '#app/_server/define-door-action.ts';
import { signIn } from '#lib/accounts/door/sign-in.ts';
import { signOut } from '#lib/accounts/door/sign-out.ts';
import { startIssuerSignIn } from '#lib/accounts/door/start-issuer-sign-in.ts';
import { verifyCode } from '#lib/accounts/door/verify-code.ts';

export const signInAction = defineDoorAction(signIn);
export const verifyCodeAction = defineDoorAction(verifyCode);
export const signOutAction = defineDoorAction(signOut);
export const startIssuerSignInAction = defineDoorAction(startIssuerSignIn);
