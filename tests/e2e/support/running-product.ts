import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface RunningProduct {
  /** Such as `http://127.0.0.1:40001`. */
  readonly url: string;
  /** Of the sandbox's API, such as `http://127.0.0.1:40002/v1`. */
  readonly sandboxUrl: string;
  readonly dataDir: string;
}

/** The product that all specs share: started by Playwright's global set-up, which leaves its addresses here. */
export function sharedProduct(): RunningProduct {
  const { E2E_URL: url, E2E_SANDBOX_URL: sandboxUrl, E2E_DATA_DIR: dataDir } = process.env;
  if (url === undefined || sandboxUrl === undefined || dataDir === undefined)
    throw new Error('The product of the global set-up is not there.');
  return { url, sandboxUrl, dataDir };
}

export function shareProduct(product: RunningProduct): void {
  process.env['E2E_URL'] = product.url;
  process.env['E2E_SANDBOX_URL'] = product.sandboxUrl;
  process.env['E2E_DATA_DIR'] = product.dataDir;
}

/** Where the sandbox of the product with this data folder answers. */
export async function sandboxUrlOf(dataDir: string): Promise<string> {
  const port = await readFile(join(dataDir, 'sandbox-port'), 'utf8');
  return `http://127.0.0.1:${port.trim()}/v1`;
}
