import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { parseEnv } from '#lib/config/env.ts';
import { createConnection } from '#lib/connections/create-connection.ts';
import { ensureDefaultConnections } from '#lib/connections/ensure-default-connections.ts';
import { listConnections } from '#lib/connections/list-connections.ts';
import { removeConnection } from '#lib/connections/remove-connection.ts';
import { testConnection } from '#lib/connections/test-connection.ts';
import { updateConnection } from '#lib/connections/update-connection.ts';
import type { Context } from '#lib/contracts/context.ts';
import { InvalidInputError, NotFoundError, WrongStateError } from '#lib/errors.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { createSecretBox } from '#lib/secrets/secret-box.ts';
import type { Role } from '#lib/shared/contract/rights.ts';
import { createPrismaConnectionStore } from '#lib/storage/prisma/prisma-connection-store.ts';
import type { BatchWorld } from '#tests/support/batch-world.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';

const openAi = { kind: 'openai', name: 'OpenAI', apiKey: 'sk-proj-abcdefgh1234' } as const;

describe('the verbs for connections', () => {
  const database = usePrismaDatabase();
  let world: BatchWorld;
  let ctx: Context;

  beforeEach(() => {
    const secrets = createSecretBox('the secret of this installation.');
    world = createBatchWorld();
    ctx = world.context({
      connections: createPrismaConnectionStore({ prisma: database.prisma, workspaceId: 'local', secrets }),
    });
  });
  afterEach(() => database.prisma.connection.deleteMany());

  it("saves OpenAI's own address when none is given, and the sandbox without a key", async () => {
    const made = await createConnection(ctx, openAi);
    expect(made).toMatchObject({ kind: 'openai', baseUrl: 'https://api.openai.com/v1', keyLast4: '1234' });
    expect(await createConnection(ctx, { kind: 'sandbox', name: 'Try' })).toMatchObject({ keyLast4: null });
    expect((await listConnections(ctx)).map(({ name }) => name)).toContain('Try');
    expect((await ctx.connections.getSecrets(made.id)).apiKey).toBe(openAi.apiKey);
  });

  it('shows no part of a key or of a path to who may not change connections', async () => {
    const { id } = await createConnection(ctx, { ...openAi, baseUrl: 'https://proxy.example.com:8443/secret/v1' });
    await createConnection(ctx, { kind: 'sandbox', name: 'Try' });
    const said = { statusCode: 404, providerCode: null, providerMessage: null, retryAfterMs: null, systemCode: null };
    const address = 'proxy.example.com:8443/secret/v1';
    const facts = { ...said, kind: 'not_found', reason: null, address } as const;
    const finding = { code: 'call_failed', facts } as const;
    await ctx.connections.update(id, { lastTest: { at: new Date().toISOString(), ok: false, finding } });
    const shown = async (role: Role) =>
      (await listConnections({ ...ctx, role })).map(({ baseUrl, keyLast4 }) => [baseUrl, keyLast4]);
    const [openai, sandbox] = await shown('admin');
    expect(openai?.[0]).toBe('https://proxy.example.com:8443/secret/v1');
    for (const role of ['viewer', 'runner'] as const)
      expect(await shown(role)).toEqual([['https://proxy.example.com:8443', ''], sandbox]);
    expect(JSON.stringify(await listConnections({ ...ctx, role: 'viewer' }))).not.toContain('secret');
    expect(JSON.stringify(await listConnections(ctx))).toContain('proxy.example.com:8443/secret/v1');
  });

  it('says of each wrong field what is wrong, and saves nothing', async () => {
    const input = { kind: 'openai_compatible', name: ' ', apiKey: 'two words', baseUrl: 'ftp://x' };
    const error = await createConnection(ctx, input).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(Object.keys(error instanceof InvalidInputError ? error.fields : {})).toEqual(['name', 'apiKey', 'baseUrl']);
    expect(await listConnections(ctx)).toEqual([]);
    await expect(updateConnection(ctx, { id: 'gone', name: 'x' })).rejects.toThrow(NotFoundError);
  });

  it('sends a saved key to another server only when it is entered again', async () => {
    const { id } = await createConnection(ctx, openAi);
    await expect(updateConnection(ctx, { id, baseUrl: 'https://elsewhere.example/v1' })).rejects.toThrow(
      InvalidInputError,
    );
    expect(await updateConnection(ctx, { id, baseUrl: 'https://api.openai.com/v2' })).toMatchObject({
      keyLast4: '1234',
    });
    const moved = await updateConnection(ctx, {
      id,
      baseUrl: 'https://elsewhere.example/v1',
      apiKey: 'another-key-9999',
    });
    expect(moved).toMatchObject({ baseUrl: 'https://elsewhere.example/v1', keyLast4: '9999' });
  });

  it('takes any address of an Azure resource, and keeps its version until another is given', async () => {
    const { id, baseUrl } = await createConnection(ctx, {
      kind: 'azure_openai',
      name: 'Azure',
      apiKey: 'key-1234',
      baseUrl: 'https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21',
    });
    expect(baseUrl).toBe('https://r.openai.azure.com/openai?api-version=2024-10-21');
    const versionOf = async (changes: object): Promise<string> =>
      (await updateConnection(ctx, { id, ...changes })).baseUrl;
    expect(await versionOf({ name: 'Ours' })).toBe(baseUrl);
    expect(await versionOf({ baseUrl: 'https://r.openai.azure.com/' })).toBe(baseUrl);
    expect(await versionOf({ apiVersion: 'preview' })).toBe('https://r.openai.azure.com/openai/v1?api-version=preview');
    expect(await versionOf({ apiVersion: null })).toBe('https://r.openai.azure.com/openai/v1');
    await expect(versionOf({ baseUrl: 'https://elsewhere.openai.azure.com' })).rejects.toThrow(InvalidInputError);
  });

  it('keeps what a test found, also when the provider refuses or no call can be made', async () => {
    const { id } = await createConnection(ctx, openAi);
    const worked = await testConnection(ctx, { id });
    expect(worked).toMatchObject({ ok: true, finding: { code: 'answered' } });
    world.provider.disturb = () => {
      throw new ProviderError('Fake refused the key.', {
        kind: 'key_refused',
        statusCode: 401,
        providerCode: 'invalid_api_key',
        providerMessage: null,
        retryAfterMs: null,
        mayHaveHappened: false,
      });
    };
    const failed = await testConnection(ctx, { id });
    expect(failed).toMatchObject({ ok: false, finding: { code: 'call_failed', facts: { kind: 'key_refused' } } });
    expect((await ctx.connections.find(id))?.lastTest).toEqual(failed);
    const forConnection = () => Promise.reject(new WrongStateError({ code: 'sandbox_off', facts: {} }));
    const untried = await testConnection({ ...ctx, providers: { forConnection } }, { id });
    expect(untried.finding).toEqual({ code: 'not_made', facts: { fault: { code: 'sandbox_off', facts: {} } } });
    expect((await ctx.connections.find(id))?.lastTest).toEqual(untried);
    await expect(testConnection(ctx, { id: 'gone' })).rejects.toThrow(NotFoundError);
  });

  it('lets batches go on at once that waited for a new key', async () => {
    const { id } = await createConnection(ctx, openAi);
    const batchId = await world.draft(2);
    await updateBatch(ctx, batchId, (draft) => {
      draft.connectionId = id;
      draft.check = null;
      draft.nextAt = '2030-01-01T00:00:00.000Z';
      draft.hold = {
        kind: 'key_refused',
        code: 'as_written',
        since: draft.createdAt,
        facts: { text: 'OpenAI refused the key.' },
      };
    });
    await updateConnection(ctx, { id, apiKey: 'sk-proj-new' });
    const record = await world.load(batchId);
    expect(record).toMatchObject({ hold: null, nextAt: ctx.clock.now().toISOString() });
  });

  it('removes a connection with its key', async () => {
    const { id } = await createConnection(ctx, openAi);
    await removeConnection(ctx, { id });
    expect(await database.prisma.connection.count()).toBe(0);
  });

  it('makes the first connections once, whoever starts at the same time', async () => {
    const settings = parseEnv({
      LANGBATCH_SANDBOX_URL: 'http://127.0.0.1:9999',
      OPENAI_API_KEY: 'sk-from-the-environment',
      OPENAI_BASE_URL: 'https://proxy.example/v1',
    });
    await Promise.all(Array.from({ length: 4 }, () => ensureDefaultConnections(ctx, settings)));
    const connections = await listConnections(ctx);
    const summary = connections.map(({ name, kind, baseUrl, keyLast4 }) => [name, kind, baseUrl, keyLast4]);
    expect(summary.toSorted(([a], [b]) => String(a).localeCompare(String(b)))).toEqual([
      ['OpenAI', 'openai', 'https://proxy.example/v1', 'ment'],
      ['Sandbox', 'sandbox', 'sandbox', null],
    ]);
  });

  it('adds no OpenAI to an account that was entered by hand', async () => {
    await createConnection(ctx, {
      ...openAi,
      kind: 'openai_compatible',
      name: 'Mine',
      baseUrl: 'https://mine.example/v1',
    });
    await ensureDefaultConnections(ctx, parseEnv({ OPENAI_API_KEY: 'sk-1', LANGBATCH_SANDBOX: 'off' }));
    expect((await listConnections(ctx)).map(({ name }) => name)).toEqual(['Mine']);
  });

  it('gives every workspace a sandbox of its own, and the key of the settings to Local alone', async () => {
    const settings = parseEnv({ OPENAI_API_KEY: 'sk-1', LANGBATCH_SANDBOX_URL: 'http://127.0.0.1:1' });
    const secrets = createSecretBox('the secret of this installation.');
    for (const workspaceId of ['local', 'w2']) {
      const connections = createPrismaConnectionStore({ prisma: database.prisma, workspaceId, secrets });
      await ensureDefaultConnections({ ...ctx, connections, workspace: { id: workspaceId, name: 'A' } }, settings);
    }
    const rows = await database.prisma.connection.findMany({ select: { workspaceId: true, kind: true } });
    expect(rows.map(({ workspaceId, kind }) => `${workspaceId} ${kind}`).toSorted()).toEqual([
      'local openai',
      'local sandbox',
      'w2 sandbox',
    ]);
  });
});
