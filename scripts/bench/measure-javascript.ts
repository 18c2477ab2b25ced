import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { type Measurement, compareTransfer } from './report.ts';

const buildDir = join(import.meta.dirname, '../../.next');
const manifestSchema = z.object({ rootMainFiles: z.array(z.string()).min(1) });

/** All the JavaScript that the list of batches asks for, against what Next sends along with an empty page. */
export async function measureJavaScript(address: string): Promise<Measurement> {
  const page = await fetchText(`${address}/batches`);
  // In script elements, and in the data that names the client components to load.
  const files = new Set(page.match(/static\/chunks\/[\w.~-]+\.js/g));
  const { rootMainFiles } = manifestSchema.parse(
    JSON.parse(await readFile(join(buildDir, 'build-manifest.json'), 'utf8')),
  );
  return compareTransfer({
    work: 'JavaScript of the batch list, gzipped',
    bytes: await countGzipped(address, [...files]),
    floorBytes: await countGzipped(address, rootMainFiles),
  });
}

async function countGzipped(address: string, files: readonly string[]): Promise<number> {
  const texts = await Promise.all(files.map((file) => fetchText(`${address}/_next/${file}`)));
  return texts.reduce((sum, text) => sum + gzipSync(text).length, 0);
}

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return response.text();
}
