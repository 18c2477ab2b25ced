import { type Read, reads } from '../reads.ts';
import { timed } from './timed.ts';

export interface ReadsOptions {
  readonly lines: number;
  readonly calls: number;
}

/** Gives the token of the next page, where there are pages. */
export type PerformRead = (read: Read, parameters: Readonly<Record<string, string>>) => Promise<string | null>;

/**
 * Calls before the first that counts: in a server that has been up for a while, code is compiled and
 * connections are open.
 */
const warmUpCalls = 10;

/** Milliseconds of each call, by the name of the read. */
export async function timeReads(
  { lines, calls }: ReadsOptions,
  perform: PerformRead,
): Promise<Record<string, number[]>> {
  const found: Record<string, number[]> = {};
  for (const read of reads) {
    const ms: number[] = [];
    let after: string | null = null;
    for (let n = 0; n < warmUpCalls + calls; n += 1) {
      const parameters = read.parameters(n, lines);
      const page = after === null ? parameters : { ...parameters, after };
      let next: string | null = null;
      const callMs = await timed(async () => (next = await perform(read, page)));
      if (n >= warmUpCalls) ms.push(callMs);
      after = read.isPaged === true ? next : null;
    }
    found[read.name] = ms;
  }
  return found;
}
