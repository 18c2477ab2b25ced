import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { type Product, startProduct } from '#scripts/launcher/product.ts';
import { testSettings } from './start-product.ts';
import { test as sharedTest } from './test.ts';

/** A product of the test's own. */
export interface OwnProduct extends Product {
  readonly dataDir: string;
}

export type StartOwn = (settings?: Readonly<Record<string, string>>) => Promise<OwnProduct>;

/** A test that starts products of its own, all on one data folder, which goes with them. */
export const test = sharedTest.extend<{ startOwn: StartOwn }>({
  // Each product has its own address.
  baseURL: undefined,
  startOwn: async ({ browser }, use) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'langbatch-e2e-own-'));
    const products: OwnProduct[] = [];
    await use(async (settings = {}) => {
      const product = { ...(await startProduct(dataDir, { ...testSettings, ...settings })), dataDir };
      products.push(product);
      return product;
    });
    await closePages(browser, products);
    for (const { launcher, stop } of products) if (launcher.exitCode === null && !launcher.killed) await stop();
    await rm(dataDir, { recursive: true, force: true });
  },
});

/** No page asks a product that has stopped. */
async function closePages(browser: Browser, products: readonly OwnProduct[]): Promise<void> {
  const pages = browser.contexts().flatMap((context) => context.pages());
  for (const page of pages) if (products.some(({ url }) => page.url().startsWith(url))) await page.close();
}
