import { test as base, expect } from '@playwright/test';
import type { BrowserContext, ConsoleMessage, WebError } from '@playwright/test';
import { jsonlFile } from './jsonl-file.ts';
import { mixedLines } from './mixed-outcomes.ts';
import { type RunningProduct, sharedProduct } from './running-product.ts';
import { openSeed, type Seed } from './seed.ts';
import { openWarmContext, type WarmContext } from './warm-context.ts';

export { expect };

/** What pages may write to the console as an error in the running test. Everything else fails it. */
export interface ExpectedErrors {
  readonly add: (pattern: RegExp) => void;
}

interface Fixtures {
  readonly expectedErrors: ExpectedErrors;
}

interface WorkerFixtures {
  /** The product of the global set-up. */
  readonly shared: RunningProduct;
  /** At the shared product. */
  readonly warm: WarmContext;
  readonly seed: Seed;
  /** A finished batch of the eleven mixed requests, for tests that only look. */
  readonly mixedBatchId: string;
}

/** A test in a browser at the shared product, that fails when a page logs an error or throws one. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  shared: [
    // Playwright finds out from the pattern what a fixture needs, and takes no empty one.
    async ({ browserName: _none }, use) => {
      await use(sharedProduct());
    },
    { scope: 'worker' },
  ],
  warm: [
    async ({ browser, shared }, use, { project }) => {
      const warm = await openWarmContext(browser, { baseURL: shared.url, viewport: project.use.viewport ?? null });
      await use(warm);
      await warm.context.close();
    },
    { scope: 'worker' },
  ],
  seed: [
    async ({ shared }, use) => {
      const seed = await openSeed(shared);
      await use(seed);
      await seed.close();
    },
    { scope: 'worker' },
  ],
  mixedBatchId: [
    async ({ seed }, use) => {
      await use(await seed.finish(jsonlFile('mixed.jsonl', mixedLines())));
    },
    { scope: 'worker' },
  ],
  context: async ({ browser, shared, warm, baseURL, proxy }, use) => {
    const isShared = baseURL === shared.url && proxy === undefined;
    const context = isShared ? warm.context : await browser.newContext();
    await use(context);
    await (isShared ? warm.empty() : context.close());
  },
  baseURL: async ({ shared }, use) => {
    await use(shared.url);
  },
  expectedErrors: [
    async ({ context }, use) => {
      const patterns: RegExp[] = [];
      const { errors, stop } = collectErrors(context);
      await use({ add: (pattern) => patterns.push(pattern) });
      stop();
      const unexpected = errors.filter((text) => !patterns.some((pattern) => pattern.test(text)));
      expect(unexpected, 'errors in the browser’s console').toEqual([]);
    },
    { auto: true },
  ],
});

/** What the pages of a context log as errors or throw, growing as it happens. */
function collectErrors(context: BrowserContext): { readonly errors: readonly string[]; readonly stop: () => void } {
  const errors: string[] = [];
  const onConsole = (message: ConsoleMessage): void => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  };
  const onError = (error: WebError): void => {
    errors.push(String(error.error()));
  };
  context.on('console', onConsole).on('weberror', onError);
  return { errors, stop: () => context.off('console', onConsole).off('weberror', onError) };
}
