import { AzureOpenAI, OpenAI } from 'openai';
import { describe, expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import { createAzureOpenAiProvider } from '#lib/providers/openai/azure-openai-provider.ts';
import { createOpenAiProvider } from '#lib/providers/openai/openai-provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { explainFailure } from '#lib/shared/words/explain-failure.ts';
import { chatLine, createBatchWorld } from '#tests/support/batch-world.ts';
import { type Shape, type ShapeServer, startShapeServer } from './shape-server.ts';
import { azureShape } from './shapes.ts';

const azure: Shape = { ...azureShape, baseUrl: 'http://azure/openai' };
const azureV1: Shape = { ...azureShape, baseUrl: 'http://azure/openai/v1' };
const apiVersion = '2024-10-21';
const apiKey = 'key-of-the-resource';
const quick = { sleep: (): Promise<void> => Promise.resolve() };

/** Uploads a file and makes a job of it, looks at it and finds it. */
async function useBatches(provider: Provider): Promise<void> {
  const { fileId } = await provider.uploadFile({ name: 'part.jsonl', content: new Blob([chatLine('a')]) });
  const job = await provider.createJob({
    fileId,
    endpoint: '/chat/completions',
    completionWindow: '24h',
    token: 'token-1',
    metadata: {},
  });
  await provider.getJob({ jobId: job.id });
  await provider.findJobs({ fileIds: [fileId], token: 'none', createdAfter: new Date(0) });
  await provider.cancelJob({ jobId: job.id });
}

describe('the package’s AzureOpenAI client', () => {
  test.each([undefined, 'my-deployment'])(
    'with the deployment %s reaches the batches of the resource',
    async (deployment) => {
      await using server = await startShapeServer(azure);
      const client = new AzureOpenAI({ endpoint: server.origin, apiKey, apiVersion, deployment, logLevel: 'off' });
      const provider = createOpenAiProvider({ client, ...quick });
      expect(provider).toMatchObject({ name: 'Azure OpenAI', limits: { maxRequestsPerJob: 100_000 } });
      await useBatches(provider);
      expect(server.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
        `POST /openai/files?api-version=${apiVersion}`,
        `GET /openai/files/file-1?api-version=${apiVersion}`,
        `GET /openai/files/file-1?api-version=${apiVersion}`,
        `POST /openai/batches?api-version=${apiVersion}`,
        `GET /openai/batches/batch_1?api-version=${apiVersion}`,
        `GET /openai/batches?api-version=${apiVersion}&limit=100`,
        `POST /openai/batches/batch_1/cancel?api-version=${apiVersion}`,
      ]);
      expect(
        server.requests.every(({ headers }) => headers['api-key'] === apiKey && headers.authorization === undefined),
      ).toBe(true);
      expect(client.deploymentName).toBe(deployment);
    },
  );

  test('with a deployment in its address reaches them too', async () => {
    await using server = await startShapeServer(azure);
    const baseURL = `${server.origin}/openai/deployments/my-deployment`;
    const client = new AzureOpenAI({ baseURL, apiKey, apiVersion, logLevel: 'off' });
    await useBatches(createOpenAiProvider({ client, ...quick }));
    expect(server.requests.map(({ target }) => target)).toContain(`/openai/batches?api-version=${apiVersion}`);
  });

  test('with a token provider sends a fresh token each time', async () => {
    await using server = await startShapeServer(azure);
    let tokens = 0;
    const azureADTokenProvider = (): Promise<string> => Promise.resolve(`token-${(tokens += 1)}`);
    const client = new AzureOpenAI({
      endpoint: server.origin,
      azureADTokenProvider,
      apiVersion,
      deployment: 'd',
      logLevel: 'off',
    });
    await useBatches(createOpenAiProvider({ client, ...quick }));
    const sent = server.requests.map(({ headers }) => headers.authorization);
    expect(sent).toEqual(sent.map((_, index) => `Bearer token-${index + 1}`));
  });
});

test('the plain client works on the v1 base URL', async () => {
  await using server = await startShapeServer(azureV1);
  const client = new OpenAI({
    baseURL: 'https://my-resource.openai.azure.com/openai/v1/',
    apiKey,
    fetch: server.fetch,
    logLevel: 'off',
  });
  const provider = createOpenAiProvider({ client, ...quick });
  expect(provider.name).toBe('Azure OpenAI');
  await useBatches(provider);
  expect(server.requests.map(({ target }) => target)).toContain('/openai/v1/batches');
});

describe('a connection of the dashboard', () => {
  test.each([
    ['without a version', '/openai/v1', azureV1, '/openai/v1/batches/batch_1'],
    ['with a date', `/openai?api-version=${apiVersion}`, azure, `/openai/batches/batch_1?api-version=${apiVersion}`],
  ])('%s sends the key as Azure wants it, and nowhere else', async (_what, path, shape, target) => {
    await using server = await startShapeServer(shape);
    const provider = createAzureOpenAiProvider({ name: 'Ours', apiKey, baseUrl: `${server.origin}${path}`, ...quick });
    await useBatches(provider);
    expect(server.requests.map((request) => request.target)).toContain(target);
    for (const { headers } of server.requests) {
      expect(headers['api-key']).toBe(apiKey);
      expect(headers.authorization).toBeUndefined();
    }
  });
});

describe('an uploaded file', () => {
  const upload = async (server: ShapeServer, sleep: (ms: number) => Promise<void> = quick.sleep): Promise<unknown> => {
    const provider = createAzureOpenAiProvider({ apiKey, baseUrl: `${server.origin}/openai/v1`, sleep });
    const input = { name: 'part.jsonl', content: new Blob([chatLine('a')]) };
    return provider.uploadFile(input).catch((error: unknown) => error);
  };
  const methods = (server: ShapeServer): readonly string[] => server.requests.map(({ method }) => method);

  test('is waited for until it is processed', async () => {
    await using server = await startShapeServer({
      ...azureV1,
      fileStatuses: ['uploaded', 'pending', 'running', 'processed'],
    });
    expect(await upload(server)).toEqual({ fileId: 'file-1' });
    expect(methods(server)).toEqual(['POST', 'GET', 'GET', 'GET']);
  });

  test('that cannot be read is an error with Azure’s words, and does not stay there', async () => {
    const shape: Shape = {
      ...azureV1,
      fileStatuses: ['pending', 'error'],
      file: (file, status) => ({ id: file.id, status, status_details: 'A byte order mark is not allowed.' }),
    };
    await using server = await startShapeServer(shape);
    const error = await upload(server);
    expect(error).toMatchObject({
      kind: 'rejected',
      mayHaveHappened: false,
      providerMessage: 'A byte order mark is not allowed.',
    });
    expect(error).toHaveProperty(
      'message',
      'Azure OpenAI could not read the uploaded file: “A byte order mark is not allowed.”',
    );
    expect(methods(server)).toEqual(['POST', 'GET', 'DELETE']);
  });

  test('that stays pending is given up after half an hour, to be uploaded again later', async () => {
    await using server = await startShapeServer({ ...azureV1, fileStatuses: ['pending'] });
    let sleptMs = 0;
    const error = await upload(server, (ms) => {
      sleptMs += ms;
      return Promise.resolve();
    });
    expect(ProviderError.is(error) && error.retryable).toBe(true);
    expect(sleptMs).toBe(30 * 60_000);
    expect(methods(server).at(-1)).toBe('DELETE');
  });

  test('is no longer waited for when the signal aborts, in real time too', async () => {
    await using server = await startShapeServer({ ...azureV1, fileStatuses: ['pending'] });
    const provider = createAzureOpenAiProvider({ apiKey, baseUrl: `${server.origin}/openai/v1` });
    const abort = new AbortController();
    const reason = new Error('shutting down');
    const uploading = provider.uploadFile({ name: 'p', content: new Blob([chatLine('a')]), signal: abort.signal });
    while (server.requests.length === 0) await new Promise(setImmediate);
    abort.abort(reason);
    await expect(uploading).rejects.toBe(reason);
  });
});

describe('a job', () => {
  const run = async (shape: Shape, ids: readonly string[]) => {
    await using server = await startShapeServer(shape);
    const provider = createAzureOpenAiProvider({ apiKey, baseUrl: `${server.origin}/openai/v1`, ...quick });
    const world = createBatchWorld();
    const ctx = world.context({ providers: { forConnection: () => Promise.resolve(provider) } });
    const batchId = await world.draft(ids.map((id) => chatLine(id).replace('/v1/', '/')));
    const startedAt = world.clock.now();
    await startBatch(ctx, { batchId, token: 'token-00000001' });
    const record = await world.run(batchId, { ctx });
    return { record, job: record.attempts[0]?.jobs[0], tookMs: world.clock.now().getTime() - startedAt.getTime() };
  };

  test('that succeeded names an empty error file, which is no fault', async () => {
    const { record, job } = await run(azureV1, ['good-1', 'good-2']);
    expect(record.counts).toMatchObject({ total: 2, succeeded: 2, failed: 0, missing: 0 });
    expect(job).toMatchObject({ stage: 'collected', errorFileId: 'err-file-1', warnings: [] });
  });

  test('that is not done after 24 hours goes on, and so do the looks at it', async () => {
    const looks = Array.from({ length: 350 }, () => 'InProgress');
    const shape: Shape = {
      ...azureV1,
      jobStatuses: [...looks, 'Completed'],
      job: (job, status) => ({ ...azureV1.job(job, status), created_at: null }),
    };
    const { record, job, tookMs } = await run(shape, ['good-1']);
    expect(tookMs).toBeGreaterThan(24 * 60 * 60_000);
    expect(job).toMatchObject({ status: 'completed', providerStatus: 'Completed' });
    expect(record.counts.succeeded).toBe(1);
  });

  test.each([
    ['empty_file', 'The file has no requests'],
    ['empty_batch', 'The file has no requests'],
    ['too_many_tasks', 'The file is larger than Azure OpenAI allows'],
    ['url_mismatch', 'A line asks for another endpoint'],
    ['model_mismatch', 'The file asks for more than one model'],
    ['model_not_found', 'The model does not exist, or not for batches'],
    ['duplicate_custom_id', 'Two lines have the same custom_id'],
    ['invalid_json_line', 'A line is not JSON'],
    ['input_modified', 'The uploaded file changed at Azure OpenAI'],
    ['input_no_permissions', 'This key has no permission for this'],
    ['token_limit_exceeded', 'Too much is waiting at Azure OpenAI already'],
  ])('that fails in validation with %s says why', async (code, title) => {
    const errors = { object: 'list', data: [{ code, message: 'Azure says so.' }] };
    const shape: Shape = {
      ...azureV1,
      jobStatuses: ['Validating', 'Failed'],
      job: (job, status) => ({ ...azureV1.job(job, status), errors: status === 'Failed' ? errors : null }),
    };
    await using server = await startShapeServer(shape);
    const provider = createAzureOpenAiProvider({ apiKey, baseUrl: `${server.origin}/openai/v1`, ...quick });
    const { fileId } = await provider.uploadFile({ name: 'p', content: new Blob([chatLine('a')]) });
    await provider.createJob({
      fileId,
      endpoint: '/chat/completions',
      completionWindow: '24h',
      token: 'token-1',
      metadata: {},
    });
    const job = await provider.getJob({ jobId: 'batch_1' });
    expect(job).toMatchObject({ status: 'failed', errors: [{ code, message: 'Azure says so.', line: null }] });
    const failure = { outcome: 'failed', statusCode: null, errorCode: code, message: null } as const;
    expect(explainFailure(failure, { provider: 'Azure OpenAI' }).title).toBe(title);
  });
});
