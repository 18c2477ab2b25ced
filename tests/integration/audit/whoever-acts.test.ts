import { describe, expect, onTestFinished, test } from 'vitest';
import { disablePerson } from '#lib/accounts/people/disable-person.ts';
import { renameBatch } from '#lib/batch/commands/rename-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import { OpenAIChatCompletionBatch } from '#lib/langbatch/openai-batches.ts';
import { PrismaBatchStorage } from '#lib/langbatch/prisma-batch-storage.ts';
import { createToken } from '#lib/tokens/create-token.ts';
import { openOperatorAccounts } from '#lib/wiring/open-accounts.ts';
import { rotateDatabase } from '#lib/wiring/rotate-database.ts';
import { changeRole } from '#lib/workspaces/change-role.ts';
import { listMembers } from '#lib/workspaces/list-members.ts';
import { removeMember } from '#lib/workspaces/remove-member.ts';
import { personOf } from '#tests/support/accounts.ts';
import { secret, useAuditedProduct } from './audited-product.ts';
import { addPersonWithPassword, draft, next, signInAs, started } from './changed-things.ts';

const product = useAuditedProduct();

test('what a worker does leaves no row', async () => {
  const batchId = await started(product);
  expect(await product.rowsOf(() => product.world.run(batchId))).toEqual([]);
});

test('what a token does is told with the name of the token', async () => {
  const { token: secretToken } = await createToken(await product.contextOf(), { name: 'Weekly', scope: 'run' });
  const batchId = await draft(product);
  const program = await product.contextOf({ token: secretToken });
  const rows = await product.rowsOf(() => renameBatch(program, { batchId, name: 'By a program' }));
  expect(rows).toMatchObject([{ verb: 'renameBatch', actor_id: 'you', via: 'token', via_name: 'Weekly' }]);
});

test('a script on the database of the dashboard is told as a script', async () => {
  const storage = new PrismaBatchStorage({ databaseUrl: product.database.url, dataDir: product.dataDir, secret });
  onTestFinished(() => storage.close());
  const rows = await product.rowsOf(async () => {
    const batch = await OpenAIChatCompletionBatch.create([{ messages: [{ role: 'user', content: 'Hello' }] }], {
      storage,
    });
    await batch.save({ name: 'From a script' });
    await batch.remove();
  });
  expect(rows.map(({ verb }) => verb)).toEqual(['createBatch', 'keepBatch', 'removeBatch']);
  for (const row of rows) expect(row).toMatchObject({ actor_kind: 'script', via: 'script', workspace_id: 'local' });
});

test('whoever runs the server is told as a script too', async () => {
  const { database, dataDir } = product;
  const link = { tokenSha256: Buffer.alloc(32, 7), expiresAt: new Date(Date.now() + 60_000) };
  const rows = await product.rowsOf(async () => {
    await using accounts = await openOperatorAccounts({ databaseUrl: database.url, dataDir });
    await accounts.makeOwner({ email: 'operator@example.com', name: 'Operator' }, link);
    await accounts.addResetLink('operator@example.com', link);
    await accounts.addResetLink('nobody@example.com', link);
  });
  expect(rows.map(({ verb }) => verb)).toEqual(['makeOwner', 'makeResetLink']);
  expect(new Set(rows.map(({ actor_kind: kind }) => kind))).toEqual(new Set(['script']));
});

describe('an action under way when its person loses their access', () => {
  /** A runner who renames a batch, and what happens between the two. */
  async function underWay(
    loss: (personId: string) => Promise<unknown>,
  ): Promise<{ name: string; code: string; rows: number }> {
    const name = next('Runner');
    const personId = await addPersonWithPassword(product, name);
    const batchId = await draft(product);
    const theirs = await product.contextOf({ cookies: await signInAs(product, name) });
    let isLost = false;
    const slow: Context = {
      ...theirs,
      async transaction(work) {
        if (!isLost) await loss(personId);
        isLost = true;
        return theirs.transaction(work);
      },
    };
    let code = '';
    const rows = await product.rowsOf(async () => {
      code = await renameBatch(slow, { batchId, name: 'Too late' }).then(
        () => 'none',
        (refused: unknown) => (AppError.is(refused) ? refused.code : 'another'),
      );
    });
    const ofBatch = rows.filter(({ verb }) => verb === 'renameBatch').length;
    return { name: (await product.world.load(batchId)).name, code, rows: ofBatch };
  }

  const owner = () => product.contextOf();
  const versionOf = async (personId: string): Promise<number | undefined> =>
    (await listMembers(await owner())).members.find((each) => each.personId === personId)?.version;
  const losses: Readonly<Record<string, readonly [loss: (personId: string) => Promise<unknown>, code: string]>> = {
    'is disabled': [
      async (personId) => disablePerson(await personOf(product.accounts, product.cookies), { personId }),
      'signed_out',
    ],
    'is signed out': [(personId) => product.database.prisma.session.deleteMany({ where: { personId } }), 'signed_out'],
    'is removed': [
      async (personId) => removeMember(await owner(), { personId, version: await versionOf(personId) }),
      'forbidden',
    ],
    'is given a lesser role': [
      async (personId) => changeRole(await owner(), { personId, role: 'viewer', version: await versionOf(personId) }),
      'forbidden',
    ],
  };

  test.each(Object.keys(losses))('commits nothing when the person %s', async (loss) => {
    const [lose, code] = losses[loss] ?? [() => Promise.resolve(), ''];
    expect(await underWay(lose)).toEqual({ name: 'a', code, rows: 0 });
  });

  test('is done as usual when they are given a greater role', async () => {
    const grow = async (personId: string) =>
      changeRole(await owner(), { personId, role: 'admin', version: await versionOf(personId) });
    expect(await underWay(grow)).toEqual({ name: 'Too late', code: 'none', rows: 1 });
  });
});

// Last, as it signs everybody out.
test('a change of the secret is told', async () => {
  const changed = { secret: `${secret} and newer`, previousSecret: secret };
  const rows = await product.rowsOf(() => rotateDatabase(product.database.url, changed));
  expect(rows).toMatchObject([{ verb: 'rotateSecrets', actor_kind: 'script' }]);
});
