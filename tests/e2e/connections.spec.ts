import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { Page } from '@playwright/test';
import { readBatch, waitForEnd } from './support/batch-api.ts';
import { start, statusOf, uploadDraft } from './support/batch-pages.ts';
import { addConnection, connectionCard } from './support/connections.ts';
import { chatLine, chatLines, jsonlFile } from './support/jsonl-file.ts';
import { sharedProduct } from './support/running-product.ts';
import type { Seed } from './support/seed.ts';
import { expect, test } from './support/test.ts';

function uniqueName(name: string): string {
  return `${name} ${randomBytes(3).toString('hex')}`;
}

async function startOn(page: Page, seed: Seed, connectionId: string): Promise<string> {
  const batchId = await seed.start(jsonlFile('three.jsonl', chatLines(3)), connectionId);
  await page.goto(`/batches/${batchId}`);
  return batchId;
}

/** Something at an address that is not a provider, until the test is over. */
interface Server extends AsyncDisposable {
  readonly address: string;
}

async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    address: `http://127.0.0.1:${portOf(server.address())}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An address where nobody listens. */
async function deadAddress(): Promise<string> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const port = portOf(server.address());
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/v1`;
}

function portOf(address: unknown): number {
  if (typeof address !== 'object' || address === null || !('port' in address)) throw new Error('There is no port.');
  return Number(address.port);
}

test('a refused key holds the batch up with a sentence, and a new key lets it go on', async ({ page, seed }) => {
  const name = uniqueName('Refused');
  const address = sharedProduct().sandboxUrl;
  const connectionId = await seed.connection({ name, address, key: 'sandbox-refuse-me-1234' });
  const batchId = await startOn(page, seed, connectionId);
  await expect(statusOf(page)).toHaveText(`Needs you: ${name} refused the key`);
  await expect(page.getByText(`${name} refused the key. Enter a new one under Connections.`).first()).toBeVisible();

  await page.getByRole('link', { name: 'Open connections' }).click();
  const card = connectionCard(page, name);
  await expect(card).toContainText('1234');
  await card.getByRole('button', { name: 'Enter a new key' }).click();
  const dialog = page.getByRole('dialog', { name: `New key for ${name}` });
  await expect(dialog.getByLabel('New key')).toBeFocused();
  await dialog.getByLabel('New key').fill('sandbox-good-5678');
  await dialog.getByRole('button', { name: 'Save connection' }).click();
  await expect(card).toContainText('5678');

  expect((await waitForEnd(page.request, batchId)).counts).toMatchObject({ total: 3, succeeded: 3 });
  expect((await readBatch(page.request, batchId)).attempts[0]?.jobs).toHaveLength(1);
});

test('Test connection says in words what came of one free call', async ({ page, seed }) => {
  await using gateway = await listen((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
  });
  const cases = [
    { name: uniqueName('Works'), address: sharedProduct().sandboxUrl, key: 'sandbox-good', said: /Works\./ },
    {
      name: uniqueName('Refuses'),
      address: sharedProduct().sandboxUrl,
      key: 'sandbox-refuse-me',
      said: /refused the key/,
    },
    { name: uniqueName('Down'), address: await deadAddress(), key: 'key', said: /Nothing answers at/ },
    { name: uniqueName('Web page'), address: gateway.address, key: 'key', said: /not its API|web page/ },
  ];
  for (const { name, address, key } of cases) await seed.connection({ name, address, key });
  await page.goto('/connections');
  for (const { said, ...fields } of cases) {
    const card = connectionCard(page, fields.name);
    await card.getByRole('button', { name: 'Test connection' }).click();
    await expect(card).toContainText(said);
    await expect(card).not.toContainText(fields.key.length > 4 ? fields.key : 'sandbox-');
  }
});

for (const trouble of [
  { what: 'is down', said: /cannot be reached/, serve: null },
  {
    what: 'answers with a web page',
    said: /answered with something that is not from its API, such as a web page/,
    serve: ((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
    }) satisfies RequestListener,
  },
  {
    what: 'drops the connection',
    said: /cannot be reached/,
    serve: ((request) => {
      request.socket.destroy();
    }) satisfies RequestListener,
  },
]) {
  test(`a provider that ${trouble.what} is said so, and the batch goes on when its address is right`, async ({
    page,
    seed,
  }) => {
    await using server = trouble.serve === null ? null : await listen(trouble.serve);
    const name = uniqueName('Trouble');
    const connectionId = await seed.connection({ name, address: server?.address ?? (await deadAddress()) });
    const batchId = await startOn(page, seed, connectionId);
    await expect(statusOf(page)).toContainText('Waiting');
    await expect(page.getByText(trouble.said).first()).toBeVisible();
    expect((await readBatch(page.request, batchId)).hold?.kind).toBe('provider_down');

    await page.goto('/connections');
    await connectionCard(page, name).getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: `Edit ${name}` });
    await dialog.getByRole('textbox', { name: 'Address' }).fill(sharedProduct().sandboxUrl);
    await dialog.getByRole('button', { name: 'Save connection' }).click();
    await expect(dialog.getByText('the saved one is not sent to another server unasked')).toBeVisible();
    await dialog.getByLabel('New key').fill('sandbox-key');
    await dialog.getByRole('button', { name: 'Save connection' }).click();
    await expect(dialog).toBeHidden();
    expect((await waitForEnd(page.request, batchId)).counts).toMatchObject({ total: 3, succeeded: 3 });
  });
}

test('a line that is larger than the connection takes in a job stops the start with a sentence', async ({ page }) => {
  const name = uniqueName('Small');
  const address = sharedProduct().sandboxUrl;
  await addConnection(page, { name, address, key: 'sandbox-key', megabytesPerJob: '1' });
  const long = chatLine({ customId: 'long', text: 'word '.repeat(300_000) });
  const batchId = await uploadDraft(page, jsonlFile('long.jsonl', [...chatLines(1), long]));
  await page.getByRole('combobox', { name: 'Connection' }).click();
  await page.getByRole('option', { name }).click();
  await page.getByRole('button', { name: 'Start 2 requests' }).click();
  await expect(page.getByRole('region', { name: 'Ready to start' }).getByRole('alert')).toContainText(
    /The longest line has [\d,]+ bytes, and .* takes 1,048,576 in a job/,
  );
  expect((await readBatch(page.request, batchId)).status).toBe('draft');
});

test('Azure OpenAI is added by what the portal shows, and its card says where it is', async ({ page }) => {
  const name = uniqueName('Azure');
  await page.goto('/connections');
  await page.getByRole('button', { name: 'Add connection' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add connection' });
  await dialog.getByRole('radio', { name: 'Azure OpenAI' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog
    .getByRole('textbox', { name: 'Endpoint' })
    .fill('https://my-resource.openai.azure.com/openai/deployments/cheap/chat/completions?api-version=2024-10-21');
  await dialog.getByLabel('Key', { exact: true }).fill('azure-key-9876');
  await dialog.getByRole('button', { name: 'Add connection' }).click();
  await expect(dialog).toBeHidden();
  const card = connectionCard(page, name);
  await expect(card).toContainText('my-resource.openai.azure.com');
  await expect(card).toContainText('9876');
  await card.getByRole('button', { name: 'Edit' }).click();
  await expect(page.getByRole('dialog').getByRole('textbox', { name: 'API version' })).toHaveValue('2024-10-21');
});

test('a limit of enqueued tokens sends parts one after another, and all come back', async ({ page }) => {
  const name = uniqueName('Small');
  await addConnection(page, { name, address: sharedProduct().sandboxUrl, key: 'sandbox-small' });
  const card = connectionCard(page, name);
  await card.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Limits of a job').click();
  await dialog.getByRole('textbox', { name: 'Enqueued tokens' }).fill('14');
  await dialog.getByRole('button', { name: 'Save connection' }).click();
  await expect(card).toContainText('14 enqueued tokens');
  const batchId = await uploadDraft(page, jsonlFile('three.jsonl', chatLines(3)));
  await start(page, '3 requests', name);
  await expect(page.getByText(/accepts 14 enqueued tokens/).first()).toBeVisible();
  const batch = await waitForEnd(page.request, batchId, 60_000);
  expect(batch.counts).toMatchObject({ total: 3, succeeded: 3 });
  expect(batch.attempts[0]?.jobs.length).toBeGreaterThan(1);
});
