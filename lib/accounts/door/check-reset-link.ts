import { resetLinkInput } from '#lib/shared/contract/account-inputs.ts';
import { defineDoorVerb } from '#lib/verbs/define-door-verb.ts';
import { openResetLink } from '../open-reset-link.ts';

/** Looks whether a password can be chosen by the link. Throws `ForbiddenError` for one that is good no longer. */
export const checkResetLink = defineDoorVerb({
  name: 'checkResetLink',
  audit: 'none',
  input: resetLinkInput,
  async run(ctx, { token }) {
    await openResetLink(ctx, token);
    return { value: null, setCookies: [] };
  },
});
