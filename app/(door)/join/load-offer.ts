import { callDoor } from '#app/_server/call-door.ts';
import { linkSentence } from '#app/_server/link-sentence.ts';
import { readInvitation } from '#lib/accounts/door/read-invitation.ts';
import type { InvitationOffer } from '#lib/shared/contract/member-views.ts';

type LoadedOffer =
  | { readonly ok: true; readonly offer: InvitationOffer }
  /** Why the link leads nowhere. */
  | { readonly ok: false; readonly sentence: string };

/** What the link of the page offers, or the sentence that is said in its place. */
export async function loadOffer(token: string): Promise<LoadedOffer> {
  try {
    return { ok: true, offer: await callDoor(readInvitation, { token }) };
  } catch (error) {
    return { ok: false, sentence: linkSentence(error, readInvitation.name) };
  }
}
