import { callDoor } from '#app/_server/call-door.ts';
import { linkSentence } from '#app/_server/link-sentence.ts';
import { checkResetLink } from '#lib/accounts/door/check-reset-link.ts';

/** Why no password can be chosen by the link of the page; null where one can. */
export async function findLinkFault(token: string): Promise<string | null> {
  try {
    await callDoor(checkResetLink, { token });
    return null;
  } catch (error) {
    return linkSentence(error, checkResetLink.name);
  }
}
