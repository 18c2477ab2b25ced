import { expect, test } from 'vitest';
import type { InvitationOffer } from '#lib/shared/contract/member-views.ts';
import { offerSentence } from '#lib/shared/words/offer-sentence.ts';

const offer: InvitationOffer = {
  email: 'noor@example.com',
  role: 'runner',
  workspaceName: 'Shop',
  invitedBy: 'Ines',
  currentRole: null,
  opener: 'new',
  signedInAs: null,
};

test.each<[Partial<InvitationOffer>, string]>([
  [{}, 'Ines invites you to the workspace Shop as Runner.'],
  [{ invitedBy: null }, 'You are invited to the workspace Shop as Runner.'],
  [
    { opener: 'signed_out' },
    'Ines invites you to the workspace Shop as Runner. There is an account for noor@example.com already: sign in with it first.',
  ],
  [
    { opener: 'invited', currentRole: 'admin' },
    'Ines invites you to the workspace Shop as Runner. You are in it already as Admin; the role that may do more stays.',
  ],
  [
    { opener: 'other', signedInAs: 'sana@example.com' },
    'This invitation is for noor@example.com, and you are signed in as sana@example.com. Sign out to accept it.',
  ],
])('whoever opens an invitation reads what they can do with it: %j', (differences, sentence) => {
  expect(offerSentence({ ...offer, ...differences })).toBe(sentence);
});
