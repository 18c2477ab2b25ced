import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Person } from '#lib/contracts/accounts.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { PersonContext } from '#lib/contracts/person-context.ts';
import { AppError } from '#lib/errors.ts';
import { can, type Role, roles } from '#lib/shared/contract/rights.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import { findAllVerbs, findPersonVerbs, verbRooms } from '#tests/support/all-verbs.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

const root = join(import.meta.dirname, '../../../..');
const verbs = await findAllVerbs();
const personVerbs = await findPersonVerbs();
const { ctx } = createBatchWorld();

/** Parts that verbs share: the verb that calls them has asked for its right. */
const parts = [
  'applyChoices',
  'putInput',
  'storeDraft',
  'beginAttempt',
  'requestCancel',
  'requestRemoval',
  'readAllProblems',
  'viewConnection',
];

describe('every verb', () => {
  it('is found by its own name, in a file of its own', () => {
    expect(verbs.length).toBeGreaterThan(20);
    expect(verbs.map(({ verb }) => verb.name)).toEqual(verbs.map(({ exportedAs }) => exportedAs));
    expect(new Set(verbs.map(({ path }) => path)).size).toBe(verbs.length);
  });

  it('is the only way in: no other function of these rooms takes a context', () => {
    const paths = globSync(
      verbRooms
        .filter((room) => room !== 'lib/uploads' && room !== 'lib/batch/downloads')
        .map((room) => `${room}/*.ts`),
      { cwd: root },
    );
    const others = paths.flatMap((path) => {
      const exported = readFileSync(join(root, path), 'utf8').matchAll(
        /^export (?:async )?function\*? (\w+)\(\s*ctx: (?:Person)?Context/gmu,
      );
      return [...exported].map(([, name]) => name);
    });
    expect(new Set(others)).toEqual(new Set(parts));
  });

  describe.each(roles)('called by a %s', (role) => {
    it.each(verbs)('$exportedAs asks for its right before it looks at anything', async ({ verb }) => {
      const code = await codeOf(verb(contextOf(role), {}));
      expect(code === 'forbidden').toBe(!can(role, verb.right));
    });
  });
});

describe('every verb for a person', () => {
  it('is found by its own name, in a file of its own, in one of their rooms', () => {
    expect(personVerbs.length).toBeGreaterThan(5);
    expect(personVerbs.map(({ verb }) => verb.name)).toEqual(personVerbs.map(({ exportedAs }) => exportedAs));
    expect(new Set(personVerbs.map(({ path }) => path)).size).toBe(personVerbs.length);
    for (const { path, verb } of personVerbs)
      expect(path).toMatch(
        verb.right === 'self'
          ? /^lib\/(?:accounts\/own|workspaces)\//
          : /^lib\/(?:accounts\/people|audit|connections|workspaces)\//,
      );
  });

  it.each(personVerbs)('$exportedAs asks for its right before it looks at anything', async ({ verb }) => {
    expect((await codeOf(verb(personContextOf(false), {}))) === 'forbidden').toBe(verb.right === 'site_admin');
    expect(await codeOf(verb(personContextOf(true), {}))).not.toBe('forbidden');
  });
});

/** The same for a person: only who they are is to be seen. */
function personContextOf(isSiteAdmin: boolean): PersonContext {
  const person: Person = { id: 'p1', name: 'Ines', email: 'ines@example.com', isSiteAdmin };
  const reached = (): never => {
    throw new Error('The verb reached for something.');
  };
  return {
    person,
    sessionId: 's1',
    asker: { cookies: '', address: null, userAgent: '' },
    account: {
      rename: reached,
      listSessions: reached,
      endSession: reached,
      endOtherSessions: reached,
      findPassword: reached,
      changePassword: reached,
    },
    secondFactor: {
      isOn: reached,
      begin: reached,
      findBegun: reached,
      confirm: reached,
      replaceRecoveryCodes: reached,
      turnOff: reached,
    },
    people: { list: reached, change: reached },
    workspaces: {
      listOf: reached,
      listAll: reached,
      spaceOf: reached,
      contentsOf: reached,
      create: reached,
      rename: reached,
      delete: reached,
    },
    privateHosts: { read: reached, write: reached },
    auditRows: { find: reached, people: reached },
    origin: 'https://batches.example.org',
    mailing: null,
    engine: {
      signIn: reached,
      findPending: reached,
      finishSignIn: reached,
      signOut: reached,
      hash: reached,
      verify: reached,
      readToken: reached,
      vault: { seal: reached, open: reached },
    },
    attempts: { count: reached, giveBack: reached },
    devices: { find: reached, remember: reached },
    clock: { now: reached, sleep: reached },
  };
}

/** Reaches nothing: whoever gets past the right and the input finds no storage. */
function contextOf(role: Role): Context {
  return new Proxy(ctx, {
    get(_target, name) {
      if (name === 'role') return role;
      if (name === 'workspace') return localWorkspace;
      if (name === 'scope') return undefined;
      throw new Error(`The verb reached for ${String(name)}.`);
    },
  });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    return AppError.is(error) ? error.code : 'reached';
  }
}
