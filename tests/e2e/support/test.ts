import { test as base, expect } from '@playwright/test';
import type { BrowserContext } from '@playwright/test';
import { sharedProduct } from './running-product.ts';

export { expect };

/** What pages may write to the console as an error in the running test. Everything else fails it. */
export interface ExpectedErrors {
  readonly add: (pattern: RegExp) => void;
}

interface Fixtures {
  readonly expectedErrors: ExpectedErrors;
}

/** A test in a browser at the shared product, that fails when a page logs an error or throws one. */
export const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads which fixtures are needed from this pattern
  baseURL: async ({}, use) => {
    await use(sharedProduct().url);
  },
  expectedErrors: [
    async ({ context }, use) => {
      const patterns: RegExp[] = [];
      const errors = collectErrors(context);
      await use({ add: (pattern) => patterns.push(pattern) });
      const unexpected = errors.filter((text) => !patterns.some((pattern) => pattern.test(text)));
      expect(unexpected, 'errors in the browser’s console').toEqual([]);
    },
    { auto: true },
  ],
});

/** What the pages of a context log as errors or throw, growing as it happens. */
function collectErrors(context: BrowserContext): readonly string[] {
  const errors: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => errors.push(String(error.error())));
  return errors;
}
