import { defineCallbackRoute } from '#app/_server/define-callback-route.ts';
import { finishIssuerSignIn } from '#lib/accounts/door/finish-issuer-sign-in.ts';

export const GET = defineCallbackRoute(finishIssuerSignIn);
