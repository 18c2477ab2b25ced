import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProduct } from '#scripts/launcher/product.ts';
import { sandboxUrlOf, shareProduct } from './running-product.ts';

// Fast enough for a test, slow enough to see every status go by.
export const testSettings = {
  LANGBATCH_SANDBOX_SECONDS: '2',
  LANGBATCH_POLL_SECONDS: '1',
  LANGBATCH_SANDBOX_FAULTS: 'on',
};

/** Playwright's global set-up: one product for all specs, with empty data. */
export default async function setUp(): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'langbatch-e2e-'));
  const product = await startProduct(dataDir, testSettings);
  shareProduct({ url: product.url, sandboxUrl: await sandboxUrlOf(dataDir), dataDir });
  return async () => {
    await product.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
