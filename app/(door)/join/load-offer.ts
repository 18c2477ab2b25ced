import { callDoor } from '#app/_server/call-door.ts';
import { mapError } from '#app/_server/error-map.ts';
import { webLog } from '#app/_server/web-log.ts';
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
    const { message, fields } = mapError(error, webLog, readInvitation.name);
    return { ok: false, sentence: fields['token'] ?? message };
  }
}
