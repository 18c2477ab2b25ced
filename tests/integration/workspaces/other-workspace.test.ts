import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { keepBatch } from '#lib/batch/commands/keep-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { listBatches } from '#lib/batch/reads/list-batches.ts';
import { summarizeBatches } from '#lib/batch/reads/summarize-batches.ts';
import { listConnections } from '#lib/connections/list-connections.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import { writeTemplateFile } from '#lib/shared/contract/kept-template.ts';
import { foundOutOptions } from '#lib/shared/contract/table.ts';
import { saveTemplate } from '#lib/templates/save-template.ts';
import { createToken } from '#lib/tokens/create-token.ts';
import type { OpenDatabase } from '#lib/wiring/open-database.ts';
import { openDatabase } from '#lib/wiring/open-database.ts';
import { invite } from '#lib/workspaces/invite.ts';
import { addMember, addPerson, addWorkspace, memberContext } from '#tests/support/accounts.ts';
import { findAllVerbs } from '#tests/support/all-verbs.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';
import { makeTemplate } from '#tests/support/templates.ts';

const database = usePrismaDatabase();
const connectionId = 'connection1';
const verbs = await findAllVerbs();

let opened: OpenDatabase;
let dataDir: string;
let ours: BatchWorld;
let strangers: Context;
let batchId: string;
let member: string;
let invitationId: string;
let tokenId: string;
let templateId: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'langbatch-workspaces-'));
  const secret = 'a secret that is only used by this one test';
  opened = await openDatabase({
    databaseUrl: database.url,
    secret,
    previousSecret: null,
    dataDir,
    sandboxUrl: null,
    log: silentLog,
  });
  const { connections, storage } = opened.storesOf('local');
  ours = createBatchWorld(storage);
  await connections.create({
    id: connectionId,
    name: 'Ours',
    kind: 'openai',
    baseUrl: 'https://api.example.com/v1',
    apiKey: 'sk-test-1234',
    limits: { maxRequestsPerJob: null, maxBytesPerJob: null, maxEnqueuedTokens: null },
    createdAt: new Date(),
  });
  batchId = await ours.draft(3);
  await startBatch(ours.ctx, { batchId, token: 'token-of-the-page' });
  await ours.run(batchId);
  await addWorkspace(database, 'w2');
  const theirs = opened.storesOf('w2');
  strangers = createBatchWorld(theirs.storage).context({
    ...theirs,
    ...theirs.membersIn(database.prisma),
    templates: theirs.templatesIn(database.prisma),
    actor: { kind: 'user', id: await addPerson(database, 'Stranger'), name: 'Stranger' },
    workspace: { id: 'w2', name: 'Other' },
    ids: { next: (prefix) => `${prefix}_of_strangers_${++lastId}` },
    transaction: (work) => work(strangers),
  });
  for (const personId of [strangers.actor.id, await addPerson(database, 'Friend')])
    await addMember(database, 'w2', personId, 'owner');
  member = await addPerson(database, 'Ines', 'owner');
  const team = { ...memberContext(database, { id: member }), ...opened.storesOf('local').membersIn(database.prisma) };
  ({ templateId } = await saveTemplate(team, { name: 'Ours', template: makeTemplate() }));
  invitationId = (await invite(team, { email: 'noor@example.com', role: 'viewer', days: 7 })).invitation.id;
  tokenId = (await createToken(team, { name: 'Ours', scope: 'run' })).id;
});

/** All that somebody in another workspace might change. */
async function readOurs(): Promise<unknown> {
  const { storage, connections, membersIn, templatesIn } = opened.storesOf('local');
  const { members, invitations, tokens } = membersIn(database.prisma);
  const lists = [connections.list(), members.list(), invitations.list(), tokens.list(null)];
  const kept = templatesIn(database.prisma);
  return Promise.all([storage.loadBatch(batchId), ...lists, kept.list(), kept.find(templateId)]);
}

let lastId = 0;

afterAll(async () => {
  await opened.close();
  await rm(dataDir, { recursive: true, force: true });
});

const content = (): Readable => Readable.from([Buffer.from('{}\n')]);
const token = 'another-token';

/** What a stranger would call each verb with to reach our batch or our connection, and what they are told. */
const attempts: Readonly<Record<string, readonly [input: () => unknown, code: string]>> = {
  askForRequests: [() => ({ batchId, template: makeTemplate() }), 'not_found'],
  cancelBatch: [() => ({ batchId }), 'not_found'],
  changeRole: [() => ({ personId: member, role: 'viewer', version: 1 }), 'not_found'],
  chooseConnection: [() => ({ batchId, connectionId }), 'not_found'],
  tryNow: [() => ({ batchId }), 'not_found'],
  checkRowNames: [() => ({ batchId, column: 'name' }), 'not_found'],
  chooseEndpoint: [() => ({ batchId, endpoint: '/v1/embeddings' }), 'not_found'],
  chooseTableOptions: [() => ({ batchId, options: foundOutOptions }), 'not_found'],
  convertInput: [() => ({ batchId }), 'not_found'],
  copyBatch: [() => ({ batchId, to: ours.storage, connectionId: null, watch: (bytes: unknown) => bytes }), 'not_found'],
  createBatch: [() => ({ id: batchId, inputName: 'a.jsonl', content: content(), isListed: true }), 'conflict'],
  createConnection: [() => ({ kind: 'sandbox', name: 'Their own' }), 'none'],
  // Their workspace has no sandbox, and ours is none of theirs.
  createSampleBatch: [() => undefined, 'not_found'],
  createToken: [() => ({ name: 'Theirs', scope: 'run' }), 'none'],
  duplicateTemplate: [() => ({ templateId }), 'not_found'],
  exportAudit: [() => ({}), 'not_found'],
  exportTemplate: [() => ({ templateId }), 'not_found'],
  findRequests: [() => ({ batchId }), 'not_found'],
  getBatch: [() => ({ batchId }), 'not_found'],
  getRequest: [() => ({ batchId, line: 1 }), 'not_found'],
  getTable: [() => ({ batchId }), 'not_found'],
  getTableRows: [() => ({ batchId }), 'not_found'],
  getTemplate: [() => ({ templateId }), 'not_found'],
  importTemplate: [() => ({ text: writeTemplateFile('Ours', makeTemplate()), fileName: 'a.json' }), 'none'],
  invite: [() => ({ email: 'lien@example.com', role: 'viewer', days: 7 }), 'none'],
  keepBatch: [() => ({ batchId }), 'not_found'],
  leaveWorkspace: [() => undefined, 'none'],
  // Accounts are off here; the log of another workspace is none of these bound rows.
  listAudit: [() => ({}), 'not_found'],
  listBatches: [() => ({ connectionId }), 'none'],
  listCauses: [() => ({ batchId }), 'not_found'],
  listConnections: [() => undefined, 'none'],
  listInvitations: [() => undefined, 'none'],
  listMembers: [() => undefined, 'none'],
  listModels: [() => ({ id: connectionId }), 'not_found'],
  listTemplates: [() => undefined, 'none'],
  listTokens: [() => undefined, 'none'],
  openRequestPart: [() => ({ batchId, line: 1, part: 'request.json' }), 'not_found'],
  openDownload: [() => ({ batchId, kind: 'results.jsonl' }), 'not_found'],
  previewRetry: [() => ({ batchId, scope: { kind: 'all' } }), 'not_found'],
  readProblems: [() => ({ batchId, limit: 10 }), 'not_found'],
  receiveBatch: [
    () => ({
      key: 'a key of ours',
      inputName: 'a.jsonl',
      content: content(),
      readFields: () => Promise.resolve({ connection: connectionId }),
      areFieldsFirst: false,
      gone: new AbortController().signal,
    }),
    // Their workspace has no connection.
    'invalid_input',
  ],
  // By id it reaches the files of the stranger's own workspace: see the tests of uploads.
  receiveUpload: [() => ({}), 'invalid_input'],
  removeBatch: [() => ({ batchId }), 'not_found'],
  // No connection is no error.
  removeConnection: [() => ({ id: connectionId }), 'none'],
  removeMember: [() => ({ personId: member, version: 1 }), 'not_found'],
  removeTemplate: [() => ({ templateId }), 'not_found'],
  renameBatch: [() => ({ batchId, name: 'Theirs' }), 'not_found'],
  renameTemplate: [() => ({ templateId, name: 'Theirs' }), 'not_found'],
  renewInvitation: [() => ({ invitationId }), 'not_found'],
  replaceInput: [() => ({ batchId, inputName: 'a.jsonl', content: content() }), 'not_found'],
  resolveJob: [() => ({ batchId, jobId: 'job1', decision: 'give_up' }), 'not_found'],
  retryBatch: [() => ({ batchId, token, scope: { kind: 'all' } }), 'not_found'],
  revokeToken: [() => ({ tokenId }), 'not_found'],
  saveTemplate: [() => ({ templateId, seenVersion: 1, template: makeTemplate({ model: 'theirs' }) }), 'not_found'],
  startBatch: [() => ({ batchId, token }), 'not_found'],
  summarizeBatches: [() => undefined, 'none'],
  testConnection: [() => ({ id: connectionId }), 'not_found'],
  updateConnection: [() => ({ id: connectionId, name: 'Theirs' }), 'not_found'],
  watchBatches: [() => ({ batchId }), 'not_found'],
  withdrawInvitation: [() => ({ invitationId }), 'not_found'],
  withdrawAttempt: [() => ({ batchId, token: 'token-of-the-page' }), 'not_found'],
};

describe('somebody in another workspace who knows our ids', () => {
  test('is tried with every verb there is', () => {
    expect(new Set(verbs.map(({ exportedAs }) => exportedAs))).toEqual(new Set(Object.keys(attempts)));
  });

  test.each(verbs)('finds nothing and changes nothing with $exportedAs', async ({ exportedAs, verb }) => {
    const before = await readOurs();
    const [input, code] = attempts[exportedAs] ?? [() => undefined, 'no attempt is written'];
    expect(await codeOf(verb(strangers, input()))).toBe(code);
    expect(await readOurs()).toEqual(before);
  });

  test('sees none of our batches and connections in lists and sums, and we see none of theirs', async () => {
    const { batchId: theirs } = await createBatch(strangers, {
      inputName: 'a.jsonl',
      content: content(),
      isListed: true,
    });
    const listed = await listBatches(strangers, {});
    expect(listed.items.map(({ id }) => id)).toContain(theirs);
    expect(listed.items.map(({ id }) => id)).not.toContain(batchId);
    expect((await listConnections(strangers)).map(({ id }) => id)).not.toContain(connectionId);
    expect(await summarizeBatches(strangers)).toMatchObject({ running: 0, finishedWithFailures: 0 });
    expect(await strangers.storage.listBatchIds({ limit: 100 })).not.toContain(batchId);
    expect(await opened.storesOf('local').storage.listBatchIds({ limit: 100 })).not.toContain(theirs);
    expect((await opened.listWorkspaceIds()).toSorted()).toEqual(['local', 'w2']);
  });

  test('cannot put our connection, or its key, to a batch of their own', async () => {
    const { batchId: theirs } = await createBatch(strangers, {
      inputName: 'a.jsonl',
      content: content(),
      isListed: true,
    });
    expect(await codeOf(keepBatch(strangers, { batchId: theirs, connectionId }))).toBe('not_found');
    await expect(opened.storesOf('w2').providers.forConnection(connectionId)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (AppError.is(error)) return error.code;
    throw error;
  }
}
