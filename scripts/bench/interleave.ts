import type { Round } from './report.ts';

/** Measures floor, work, floor, work, …, floor: each work is held against the floors before and after it. */
export async function interleave(
  rounds: number,
  measure: { readonly floor: () => Promise<number>; readonly work: () => Promise<number> },
): Promise<Round[]> {
  const found: Round[] = [];
  let beforeMs = await measure.floor();
  for (let round = 0; round < rounds; round += 1) {
    const workMs = await measure.work();
    const afterMs = await measure.floor();
    found.push({ workMs, floorMs: (beforeMs + afterMs) / 2 });
    beforeMs = afterMs;
  }
  return found;
}
