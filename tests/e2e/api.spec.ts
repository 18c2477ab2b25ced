import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { makeTemplate } from '#tests/support/templates.ts';
import { jsonlFile, textFile } from './support/jsonl-file.ts';
import { mixedLines } from './support/mixed-outcomes.ts';
import { sharedProduct } from './support/running-product.ts';
import { openSeed } from './support/seed.ts';

const documentSchema = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        operationId: z.string(),
        responses: z.record(z.string(), z.looseObject({ content: z.record(z.string(), z.looseObject({})) })),
      }),
    ),
  ),
});

interface Sent {
  readonly query?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Their bytes are described, not what is in them. */
const filesOfJson = new Set(['openRequestPart', 'exportTemplate']);

/** Calls the operations that the product describes, and holds each answer to what the description says of it. */
async function openApi() {
  const { url } = sharedProduct();
  const published: unknown = await (await fetch(`${url}/api/openapi.json`)).json();
  const document = documentSchema.parse(published);
  const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema({ ...document, $id: 'api' });
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, responses }]) => ({ path, method, operationId, responses })),
  );
  const called = new Set<string>();
  const validators = new Map<string, ValidateFunction>();

  const call = async (operationId: string, sent: Sent = {}, ...expected: readonly number[]): Promise<unknown> => {
    const operation = operations.find((each) => each.operationId === operationId);
    if (operation === undefined) throw new Error(`${operationId} is not described.`);
    const { path, method, responses } = operation;
    const filled = path.replaceAll(/\{(\w+)\}/gu, (_all, name: string) =>
      encodeURIComponent(sent.params?.[name] ?? ''),
    );
    const { body, headers = {} } = sent;
    const abort = new AbortController();
    const response = await fetch(`${url}${filled}${sent.query ?? ''}`, {
      method: method.toUpperCase(),
      headers,
      ...(body === undefined ? {} : { body }),
      signal: abort.signal,
    });
    expect(expected.length === 0 ? [200] : expected, `${operationId} ${path}`).toContain(response.status);
    called.add(operationId);
    const status = responses[String(response.status)] === undefined ? 'default' : String(response.status);
    const type = response.headers.get('content-type')?.split(';', 1)[0] ?? '';
    expect(Object.keys(responses[status]?.content ?? {}), `${operationId} ${path}`).toContain(type);
    if (type === 'text/event-stream') {
      abort.abort();
      return null;
    }
    const text = await response.text();
    const isJsonOfSchema = type === 'application/json' && !filesOfJson.has(operationId);
    if (!isJsonOfSchema) return text;
    const pointer = ['paths', path, method, 'responses', status, 'content', type, 'schema']
      .map(escapePointer)
      .join('/');
    const validate = validators.get(pointer) ?? ajv.compile({ $ref: `api#/${pointer}` });
    validators.set(pointer, validate);
    // Compiling may take as long as the server keeps a quiet connection: let its end be heard before the next call.
    await setImmediate();
    const value: unknown = JSON.parse(text);
    expect(validate(value) ? [] : validate.errors, `${operationId} ${path}`).toEqual([]);
    return value;
  };
  return { call, called, described: new Set(operations.map(({ operationId }) => operationId)) };
}

function escapePointer(segment: string): string {
  return encodeURIComponent(segment.replaceAll('~', '~0').replaceAll('/', '~1'));
}

const batchSchema = z.looseObject({ id: z.string(), status: z.string(), endedAt: z.string().nullable() });

/** Calls what there is of tables and templates. */
async function callTables({ call }: Pick<Awaited<ReturnType<typeof openApi>>, 'call'>): Promise<void> {
  const seed = await openSeed(sharedProduct());
  const params = { batchId: await seed.draft(textFile('api.csv', 'id,text\nr1,Fine.\nr2,Late.\n')) };
  const templateId = await seed.template(`By a program ${crypto.randomUUID()}`, [makeTemplate()]);
  await seed.close();
  const viewSchema = z.looseObject({ profile: z.looseObject({ rows: z.number() }).nullable() });
  const rowsRead = async () => viewSchema.parse(await call('getTable', { params })).profile?.rows;
  await expect.poll(rowsRead, { timeout: 90_000 }).toBe(2);
  await call('checkRowNames', { params, query: '?column=id' });
  await call('checkRowNames', { params, query: '?column=price' }, 400);
  await call('getTableRows', { params, query: '?start=1&count=1' });
  await call('listTemplates');
  await call('getTemplate', { params: { templateId } });
  await call('exportTemplate', { params: { templateId } });
}

test('every operation that the API describes answers as it says, from a new batch to its retry', async () => {
  const { call, called, described } = await openApi();
  const batchOf = async (answer: Promise<unknown>) => batchSchema.parse(await answer);
  const { buffer } = jsonlFile('api.jsonl', mixedLines());
  const form = new FormData();
  form.append('file', new File([new Uint8Array(buffer)], 'api.jsonl'));
  form.append('name', 'By a program');
  form.append('connection', 'sandbox');
  const headers = { 'idempotency-key': `e2e ${crypto.randomUUID()}` };
  const { id: batchId } = await batchOf(call('createBatch', { body: form, headers }, 201));
  expect((await batchOf(call('createBatch', { body: form, headers }, 201))).id).toBe(batchId);
  const params = { batchId };
  const waitForEnd = () =>
    expect.poll(async () => (await batchOf(call('getBatch', { params }))).endedAt, { timeout: 90_000 }).not.toBeNull();

  await expect
    .poll(async () => {
      const { check } = z
        .looseObject({ check: z.looseObject({ isRunning: z.boolean() }).nullable() })
        .parse(await call('getBatch', { params }));
      return check?.isRunning;
    })
    .toBe(false);
  await call('startBatch', { params, body: '{"leaveOutBadLines":true}', headers });
  await call('startBatch', { params, body: '{"leaveOutBadLines":true}', headers });
  await call('startBatch', { params }, 422);
  await waitForEnd();

  await call('listBatches', { query: '?search=By%20a%20program&limit=5' });
  await call('findRequests', { params, query: '?limit=100' });
  await call('getRequest', { params: { ...params, line: '1' } });
  await call('openRequestPart', { params: { ...params, line: '1', part: 'request.json' } });
  await call('openRequestPart', { params: { ...params, line: '1', part: 'request.txt' } });
  await call('listCauses', { params });
  await call('readProblems', { params, query: '?limit=100' });
  await call('previewRetry', { params, query: `?scope=${encodeURIComponent('{"kind":"all"}')}` });
  for (const download of [
    'results.jsonl',
    'results.csv',
    'results.xlsx',
    'failed-requests.jsonl',
    'errors.jsonl',
    'input.jsonl',
  ])
    await call('openDownload', { params: { ...params, download } });
  await call('listConnections');
  await call('listModels', { params: { id: 'sandbox' } });
  await callTables({ call });
  await call('watchBatches', { query: `?batch=${batchId}` });
  await call('getHealth');
  await call('getDescription');

  await call('retryBatch', { params, body: '{"scope":{"kind":"everything"}}' }, 400);
  const retry = { params, body: '{"scope":{"kind":"all"}}', headers };
  await call('retryBatch', retry);
  // On a busy machine all of its jobs may have ended by now.
  await call('cancelBatch', { params }, 200, 422);
  await waitForEnd();
  const again = z.looseObject({ attempts: z.array(z.unknown()) }).parse(await call('retryBatch', retry));
  expect(again.attempts).toHaveLength(2);
  await call('getBatch', { params: { batchId: 'none' } }, 404);
  // Where nobody signs in there is none: workspaces.spec.ts reads it.
  await call('exportAudit', {}, 404);
  expect(called).toEqual(described);
});

test('a program that sends lines with start gets a batch that runs', async () => {
  const { call } = await openApi();
  const { buffer } = jsonlFile('api.jsonl', mixedLines().slice(0, 1));
  const sent = { body: new Uint8Array(buffer), headers: { 'content-type': 'application/jsonl' } };
  const answer = await call('createBatch', { ...sent, query: '?name=Started&connection=sandbox&start=true' }, 201);
  expect(answer).toMatchObject({ notStarted: null, attempts: [{ number: 1, requests: 1 }] });
});
