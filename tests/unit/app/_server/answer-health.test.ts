import { expect, test } from 'vitest';
import { answerHealth } from '#app/_server/answer-health.ts';
import { createLogger } from '#lib/log.ts';
import type { Health } from '#lib/shared/contract/health.ts';

const log = createLogger({ sink: () => {}, now: () => new Date(0) });

const well = { database: 'ok', worker: 'ok', disk: 'ok' };

const ask = (
  readHealth: () => Promise<Health>,
  method = 'GET',
  host = 'localhost:3000',
  search = '',
): Promise<Response> =>
  answerHealth(new Request(`http://localhost:3000/api/health${search}`, { method, headers: { host } }), {
    origins: new Set(['http://localhost:3000']),
    log,
    readHealth,
  });

test('says that all is well with the version', async () => {
  const response = await ask(async () => well);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: 'ok', ...well, version: '0.1.0' });
});

test('says what is wrong with 503', async () => {
  for (const part of ['database', 'worker', 'disk'] as const) {
    const response = await ask(async () => ({ ...well, [part]: 'Something is wrong.' }));
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 'failing', [part]: 'Something is wrong.' });
  }
});

test('without a database the answer is 503 all the same, and tells no secrets', async () => {
  const response = await ask(async () => Promise.reject(new Error('connect ECONNREFUSED postgresql://user:secret@db')));
  expect(response.status).toBe(503);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({
    status: 'failing',
    database: 'The database does not answer, so nothing can be saved.',
  });
  expect(text).not.toContain('secret');
});

test('pages get the same as an answer that is no failed call', async () => {
  const response = await ask(async () => ({ ...well, worker: 'Gone.' }), 'GET', 'localhost:3000', '?failing=200');
  expect([response.status, await response.json()]).toMatchObject([200, { status: 'failing', worker: 'Gone.' }]);
});

test('HEAD has the status alone, and foreign names are refused', async () => {
  const head = await ask(async () => well, 'HEAD');
  expect([head.status, head.body]).toEqual([200, null]);
  expect((await ask(async () => well, 'GET', 'evil.example')).status).toBe(403);
});
