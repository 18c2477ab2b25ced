import type { BenchChild } from './bench-child.ts';
import { median, seconds } from './report.ts';

/** The parsing pass that whatever reads a file is held against. */
export interface ParseFloor {
  /** Makes the pass and gives its milliseconds. */
  measure(): Promise<number>;
  /** What it is, and what was measured with everything spared that can be. */
  describe(): string;
}

export function createParseFloor(child: BenchChild, path: string): ParseFloor {
  const byBytesMs: number[] = [];
  return {
    async measure() {
      const reply = await child.call('parse', { path });
      byBytesMs.push(reply.first('byBytesMs'));
      return reply.first('ms');
    },
    describe: () => `split + JSON.parse (by bytes ${seconds(median(byBytesMs))})`,
  };
}
