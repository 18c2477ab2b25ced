import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { DoorContext } from '#lib/contracts/accounts.ts';
import { InvalidInputError } from '#lib/errors.ts';
import { defineDoorVerb } from '#lib/verbs/define-door-verb.ts';

// Reached by nothing in these tests.
const never = (): never => {
  throw new Error('reached');
};
const ctx: DoorContext = {
  asker: { cookies: '', address: null, userAgent: '' },
  engine: {
    signIn: never,
    findPending: never,
    finishSignIn: never,
    signOut: never,
    hash: never,
    verify: never,
    readToken: never,
    vault: { seal: never, open: never },
  },
  access: { find: never, findByToken: never, holds: never },
  people: { hasOwner: never, addSetUpLink: never, findSetUpLink: never, createFirstOwner: never },
  invitations: { find: never, join: never },
  resets: { find: never, addByMail: never, use: never },
  doorAudit: { signedIn: never, signInRefused: never, signOut: never },
  secondFactors: { findKey: never, useStep: never },
  issuer: null,
  mailing: null,
  attempts: { count: never, giveBack: never },
  devices: { find: never, remember: never },
  clock: { now: never, sleep: never },
  ids: { next: never },
};

test('a verb of the door gets only input that fits, and refuses all other as a verb does', async () => {
  const verb = defineDoorVerb({
    name: 'knock',
    audit: 'none',
    input: z.object({ name: z.string('Say who you are.') }),
    run: (_ctx, { name }) => Promise.resolve({ value: `Hello ${name}`, setCookies: [] }),
  });
  expect([verb.name, verb.right]).toEqual(['knock', 'anyone']);
  expect(await verb(ctx, { name: 'Ines', isOwner: true })).toEqual({ value: 'Hello Ines', setCookies: [] });
  await expect(verb(ctx, { name: 7 })).rejects.toThrow(InvalidInputError);
  await expect(verb(ctx)).rejects.toThrow(InvalidInputError);
});

test('whoever is not in yet can ask for nothing but what stands in the room of the door', () => {
  const makers = globSync('lib/**/*.ts').filter((path) => readFileSync(path, 'utf8').includes('= defineDoorVerb('));
  expect(makers.length).toBeGreaterThan(2);
  for (const path of makers) expect(path).toMatch(/^lib\/accounts\/door\//);
  // Each counts tries, or changes nothing for others than the asker, or hears of nothing that could be guessed.
  const uncounted = /\/(?:sign-out|read-issuer-name|start-issuer-sign-in|finish-issuer-sign-in)\.ts$/u;
  for (const path of makers.filter((maker) => !uncounted.test(maker)))
    expect(readFileSync(path, 'utf8')).toMatch(/await (?:countTries|openInvitation|openResetLink)\(/);
});
