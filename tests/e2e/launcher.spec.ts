import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startProduct } from '#scripts/launcher/product.ts';
import type { Product } from '#scripts/launcher/product.ts';

// Five seconds where Node itself takes a twentieth of one to start; more on a machine that is busy with other things.
const secondStartMs = 5_000;
const nodeStartMs = 50;

let dataDir = '';
let products: Product[] = [];

test.beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'langbatch-e2e-launcher-'));
  products = [];
});

test.afterEach(async () => {
  for (const { launcher, stop } of products)
    if (launcher.exitCode === null && launcher.signalCode === null) await stop();
  // A database that is still there after a failed test is taken over by a start that stops properly.
  if (existsSync(join(dataDir, 'postgres/postmaster.pid'))) await (await startProduct(dataDir)).stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(settings: Readonly<Record<string, string>> = {}): Promise<Product> {
  const product = await startProduct(dataDir, settings);
  products.push(product);
  return product;
}

async function measure(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

async function isServed(url: string): Promise<boolean> {
  return fetch(`${url}/api/health`).then(
    (response) => response.ok,
    () => false,
  );
}

test('a second start on an unchanged tree serves a page within five seconds', async () => {
  await (await start()).stop();
  const loadBefore = await measureLoad();
  const elapsedMs = await measure(async () => {
    const { url } = await start();
    expect((await fetch(`${url}/batches`)).status).toBe(200);
  });
  expect(elapsedMs).toBeLessThan(secondStartMs * Math.max(loadBefore, await measureLoad()));
});

/** How many times longer than on an idle machine things take at the moment. */
async function measureLoad(): Promise<number> {
  return Math.max(1, (await measure(() => once(spawn(process.execPath, ['--eval', '']), 'exit'))) / nodeStartMs);
}

test('a start beside a running one prints the same address and ends with 0', async () => {
  const first = await start();
  const second = await start();
  expect(second.output()).toContain(`LangBatch already runs at ${first.url}`);
  expect(await second.exited).toBe(0);
  expect(await isServed(first.url)).toBe(true);
});

test('stopping ends everything, the database last, with exit code 0', async () => {
  const product = await start();
  expect(product.output().trim().split('\n').at(-1)).toBe(`LangBatch runs at ${product.url}`);
  expect(await product.stop()).toBe(0);
  expect(await isServed(product.url)).toBe(false);
  expect(await readFile(join(dataDir, 'logs/postgres.log'), 'utf8')).toMatch(/database system is shut down\s*$/);
});

test('a launcher that is killed takes its processes with it, and the next one takes over the database', async () => {
  const first = await start();
  const postmaster = await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8');
  first.launcher.kill('SIGKILL');
  await expect.poll(() => isServed(first.url)).toBe(false);

  const second = await start();
  expect(await isServed(second.url)).toBe(true);
  expect((await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]).toBe(
    postmaster.split('\n')[0],
  );
});

test('a taken port, an open host and a missing secret each end the start with one sentence', async () => {
  const stranger = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => stranger.once('listening', resolve));
  const address = stranger.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  await expect(start({ PORT: port })).rejects.toThrow(
    `ended with 1:\nPort ${port} of 127.0.0.1 is taken: end the program`,
  );
  stranger.close();
  await expect(start({ HOST: '0.0.0.0' })).rejects.toThrow(
    /ended with 1:\n.*LANGBATCH_URL must be set with HOST=0\.0\.0\.0/,
  );
  await expect(start({ DATABASE_URL: 'postgresql://127.0.0.1:1/none' })).rejects.toThrow(
    /ended with 1:\n.*LANGBATCH_SECRET must be set/,
  );
});
