import { globSync } from 'node:fs';
import fc from 'fast-check';
import { apiTable } from '#app/_server/api-table.ts';
import { apiErrorSchema } from '#lib/shared/contract/action-result.ts';
import type { AttackedProduct } from './attacked-product.ts';
import { type Answer, send, type Sent } from './send.ts';
import { callAction } from './server-actions.ts';

/** The same on every run, so that one that fails fails again. */
const usualSeed = 20_261_128;

/** Runs the property, and says of what failed how to run just that again. */
async function run<T>(name: string, property: fc.IAsyncProperty<T>, numRuns: number): Promise<void> {
  const { ATTACK_SEED: seed, ATTACK_PATH: path } = process.env;
  const details = await fc.check(property, {
    seed: seed === undefined ? usualSeed : Number(seed),
    ...(path === undefined ? {} : { path }),
    numRuns,
    interruptAfterTimeLimit: 300_000,
  });
  if (!details.failed) return;
  const replay = `ATTACK_SEED=${details.seed} ATTACK_PATH=${details.counterexamplePath} npx playwright test tests/e2e/attack.spec.ts -g "${name}"`;
  throw new Error(`${String(details.errorInstance)}\n${JSON.stringify(details.counterexample)}\nReplay: ${replay}`);
}

const oddTexts = [
  '',
  ' ',
  'none',
  '\0',
  'a\0b',
  '\uD800',
  '\u202E',
  '💩',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  '{}',
  '[',
  '{"kind":"all"}',
  '{"kind":"lines","lines":[0]}',
  '{"kind":"matching","filter":{}}',
  "'; drop table batch; --",
  '<script>',
  '${7*7}',
  '%s%n',
  '-1',
  '0',
  '1e999',
  '9007199254740993',
  '2147483648',
  'true',
  'list',
  'x'.repeat(3_000),
];

const oddText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...oddTexts) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);

const oddValue = fc.oneof(
  oddText,
  fc.constantFrom<unknown>(null, true, -1, 0, 1.5, 1e308, Number.MAX_SAFE_INTEGER, [], {}, [null], [[]], '$undefined'),
  fc.array(oddText, { maxLength: 4 }),
  fc.dictionary(fc.constantFrom('kind', 'lines', 'workspace', 'constructor', 'length', 'x'), oddText, { maxKeys: 3 }),
);

/** Every route that a file of `app` makes, whether it is described or not; parameters in braces. */
const routePaths = globSync('app/api/**/route.ts', { cwd: `${import.meta.dirname}/../../..` }).map((path) =>
  path
    .replace(/^app/u, '')
    .replace(/\/route\.ts$/u, '')
    .replaceAll(/\[+(?:\.\.\.)?(\w+)\]+/gu, '{$1}'),
);

const pagePaths = globSync('app/**/page.tsx', { cwd: `${import.meta.dirname}/../../..` }).map(
  (path) =>
    path
      .replace(/^app/u, '')
      .replaceAll(/\/\([^)]+\)/gu, '')
      .replace(/\/page\.tsx$/u, '')
      .replaceAll(/\[(\w+)\]/gu, '{$1}') || '/',
);

const knownNames = [
  ...new Set(apiTable.flatMap(({ input }) => (input === undefined ? [] : Object.keys(input._zod.def.shape)))),
  'workspace',
  'start',
  'name',
  'connection',
  'tab',
  'request',
  'token',
  'next',
  '_rsc',
];

/** As a path has it: encoded, or as it is where that can be sent at all. */
const segment = fc
  .tuple(oddText, fc.boolean())
  .map(([text, isPlain]) =>
    isPlain ? text.replaceAll(/[^\x21-\x7e]|[?#]/gu, '%') : encodeURIComponent(text.toWellFormed()),
  );

const query = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...knownNames), oddText), oddText), { maxLength: 4 })
  .map((pairs) => pairs.map((pair) => pair.map((text) => encodeURIComponent(text.toWellFormed())).join('=')).join('&'));

const headerText = oddText.map((text) => text.replaceAll(/[^\x20-\x7e]/gu, '?'));

const headers = fc.dictionary(
  fc.constantFrom(
    'content-type',
    'range',
    'if-none-match',
    'idempotency-key',
    'tus-resumable',
    'upload-length',
    'upload-offset',
    'upload-metadata',
    'upload-defer-length',
    'upload-concat',
    'content-encoding',
    'accept',
    'rsc',
    'next-router-state-tree',
    'next-url',
    'cookie2',
    'last-event-id',
  ),
  fc.oneof(
    headerText,
    fc.constantFrom(
      '1.0.0',
      'application/json',
      'multipart/form-data; boundary=x',
      'application/offset+octet-stream',
      '3',
    ),
  ),
  { maxKeys: 4 },
);

const body = fc.oneof(
  fc.constant(''),
  oddText.map((text) => text.toWellFormed()),
  fc.json(),
  fc.constantFrom(
    '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n{}\r\n--x--\r\n',
    '--x\r\ncontent-disposition: form-data; name="file"\r\n\r\n',
    '{"scope":{"kind":"all"},"__proto__":{}}',
    '\0\0\0',
  ),
);

function filledPath(template: string, segments: readonly string[]): string {
  let next = 0;
  return template.replaceAll(/\{\w+\}/gu, () => segments[next++ % segments.length] ?? '');
}

function requestOf(paths: readonly string[], methods: readonly string[], batchId: string) {
  return fc
    .record({
      template: fc.constantFrom(...paths),
      segments: fc.array(fc.oneof(segment, fc.constantFrom(batchId, '1', 'results.csv')), {
        minLength: 1,
        maxLength: 3,
      }),
      query,
      method: fc.constantFrom(...methods),
      headers,
      body,
    })
    .map((one): Sent & { readonly method: string } => ({
      method: one.method,
      path: `${filledPath(one.template, one.segments)}${one.query === '' ? '' : `?${one.query}`}`,
      headers: one.headers,
      body: one.method === 'GET' || one.method === 'HEAD' ? '' : one.body,
    }));
}

/** Throws for an answer that is our fault, or that says nothing. */
function assertAnswered({ method, path }: Sent, { status, headers: given, text }: Answer): void {
  if (status >= 500) throw new Error(`${method} ${path}: ${status} ${text.slice(0, 300)}`);
  if (given['x-content-type-options'] !== 'nosniff')
    throw new Error(`${method} ${path}: may be taken for another type`);
  if (given['access-control-allow-origin'] !== undefined) throw new Error(`${method} ${path}: is open to other sites`);
  const isPage = status === 200 && String(given['content-type']).startsWith('text/html');
  if (isPage && !String(given['cache-control']).includes('no-store')) throw new Error(`${method} ${path}: may be kept`);
  if (status < 400 || method === 'HEAD') return;
  const type = String(given['content-type']);
  if (type.startsWith('application/json')) apiErrorSchema.parse(JSON.parse(text));
  else if (!/^text\/(?:plain|html)/u.test(type) || text.trim().length < 10)
    throw new Error(`${method} ${path}: ${status} without a sentence (${type}) ${text.slice(0, 300)}`);
}

export async function fuzzRoutes({ url, team, asPage }: AttackedProduct): Promise<void> {
  const own = asPage(await team.cookiesOf('runner'));
  const token = { authorization: `Bearer ${await team.tokenOf('runner', 'run')}` };
  const batchId = await team.draftInLocal();
  const methods = ['GET', 'GET', 'GET', 'HEAD', 'POST', 'POST', 'PATCH', 'DELETE', 'PUT', 'OPTIONS', 'PROPFIND'];
  const request = requestOf(routePaths, methods, batchId);
  const asker = fc.constantFrom<Readonly<Record<string, string>>>(own, own, token, {});
  const property = fc.asyncProperty(request, asker, async (one, who) => {
    const answer = await send(url, { ...one, headers: { ...one.headers, ...who } });
    // What is described as an answer of health is one.
    if (answer.status !== 503 || !one.path.startsWith('/api/health')) assertAnswered(one, answer);
  });
  await run('at every route', property, 500);
}

export async function fuzzPages({ url, team, asPage }: AttackedProduct): Promise<void> {
  const own = asPage(await team.cookiesOf('runner'));
  const batchId = await team.draftInLocal();
  const request = requestOf(pagePaths, ['GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'], batchId);
  const property = fc.asyncProperty(request, fc.boolean(), async (one, isSignedIn) => {
    assertAnswered(one, await send(url, { ...one, headers: { ...one.headers, ...(isSignedIn ? own : {}) } }));
  });
  await run('at every page', property, 150);
}

/** These would end what all further calls are asked with. */
const endingActions = new Set(['signOutAction', 'leaveWorkspaceAction', 'endOtherSessionsAction']);

const fieldNames = [
  'batchId connectionId id jobId personId sessionId invitationId tokenId workspaceId name email password',
  'currentPassword token role version days scope kind baseUrl apiKey apiVersion limits decision endpoint',
  'isSiteAdmin hosts seen leaveOutBadLines attemptsSeen requestsSeen __proto__ then toJSON',
].flatMap((names) => names.split(' '));

export async function fuzzActions({ url, team, actions }: AttackedProduct): Promise<void> {
  // Somebody whose losses are no other test's.
  const cookie = await team.cookiesOf('admin');
  const batchId = await team.draftInLocal();
  const likely = {
    batchId,
    id: 'none',
    connectionId: 'none',
    jobId: 'none',
    personId: 'none',
    sessionId: 'none',
    invitationId: 'none',
    tokenId: 'none',
    workspaceId: 'none',
    name: 'Fuzz',
    email: 'fuzz@example.com',
    password: 'nine paper lanterns',
    currentPassword: 'wrong',
    token: 'lbi_0123456789abcdef',
    role: 'viewer',
    version: 1,
    days: 7,
    scope: { kind: 'all' },
    kind: 'openai_compatible',
    baseUrl: 'https://example.com/v1',
    apiKey: 'sk-x',
    decision: 'give_up',
    endpoint: '/v1/embeddings',
    isSiteAdmin: false,
    hosts: '',
  };
  const changes = fc.array(fc.tuple(fc.constantFrom(...fieldNames), oddValue), { maxLength: 3 });
  const input = fc.oneof(
    { weight: 4, arbitrary: changes.map((pairs) => [{ ...likely, ...Object.fromEntries(pairs) }]) },
    { weight: 1, arbitrary: fc.tuple(oddValue, fc.oneof(oddValue, fc.constant({ workspace: 'local' }))) },
    {
      weight: 1,
      arbitrary: fc.oneof(
        oddText.map((text) => text.toWellFormed()),
        fc.json(),
        fc.constantFrom(...oddCalls),
      ),
    },
  );
  const property = fc.asyncProperty(fc.constantFrom(...actions), input, async (action, given) => {
    const who: Record<string, string> = endingActions.has(action.name) ? {} : { cookie };
    const { status, text, result, headers: got } = await callAction(url, action, given, who);
    const what = `${action.name} ${JSON.stringify(given).slice(0, 500)}`;
    if (result === null && (status < 400 || status >= 500 || text.length < 10 || got['content-type'] === undefined))
      throw new Error(`${what}: ${status} ${text.slice(0, 300)}`);
    if (result?.ok === false && (result.error.code === 'unexpected' || result.error.message.length < 10))
      throw new Error(`${what}: ${JSON.stringify(result.error)}`);
  });
  await run('in every server action', property, 400);
}

/** Calls that React reads as more than plain values. */
const oddCalls = [
  '["$F1"]',
  '["$Q1"]',
  '["$W1"]',
  '["$K1"]',
  '["$h1"]',
  '["$@0"]',
  '["$0"]',
  '["$1:__proto__:constructor"]',
  '[{"then":"$0:0","_response":{"_prefix":"x"}}]',
  '["$n1e9"]',
  '["$B1"]',
  '["$i0"]',
  '['.repeat(20_000),
  `[${'[],'.repeat(5_000)}[]]`,
  JSON.stringify([{ batchId: 'x'.repeat(1_100_000) }]),
];
