import { expect, test } from 'vitest';
import { whyRefused } from '#tests/support/accounts.ts';
import { findAllVerbs } from '#tests/support/all-verbs.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

/** What fits every verb of the room: each takes of it what it asks for. */
const input = {
  personId: 'you',
  invitationId: 'invitation1',
  email: 'noor@example.com',
  role: 'viewer',
  version: 1,
};

const verbs = (await findAllVerbs()).filter(({ path }) => path.startsWith('lib/workspaces/'));

test.each(verbs)('alone, and in a script, $exportedAs finds nobody', async ({ verb }) => {
  expect(await whyRefused(verb(createBatchWorld().ctx, input))).toMatch(/^not_found: Nobody signs in here/);
});
