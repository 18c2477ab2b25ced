import type { ClientBase } from 'pg';
import type { Outcome } from '#lib/shared/contract/status.ts';

/** Lines of a block are neighbours: line 1,023 is the last of block 0. */
const blockBits = 10;
export const linesPerBlock = 1 << blockBits;

export function blockOf(line: number): number {
  return line >> blockBits;
}

type OutcomeNumbers = Record<Outcome, number>;

/** By how much the counters of blocks and causes are to change. Counts current rows only. */
export class Tally {
  readonly #blocks = new Map<number, OutcomeNumbers>();
  readonly #causes = new Map<number, number>();

  add(block: number, outcome: Outcome, causeNumber: number | null, count: number): void {
    const counts = this.#blocks.get(block) ?? { pending: 0, succeeded: 0, failed: 0, missing: 0 };
    counts[outcome] += count;
    this.#blocks.set(block, counts);
    if (causeNumber !== null) this.#causes.set(causeNumber, (this.#causes.get(causeNumber) ?? 0) + count);
  }

  /** Adds the tally to the stored counters. */
  async apply(client: ClientBase, batchNumber: number): Promise<void> {
    const blocks = [...this.#blocks].filter(([, counts]) => Object.values(counts).some((count) => count !== 0));
    if (blocks.length > 0) {
      await client.query(
        `insert into request_block as b (batch_number, block, pending, succeeded, failed, missing)
         select $1, * from unnest($2::int[], $3::int[], $4::int[], $5::int[], $6::int[])
         on conflict (batch_number, block) do update set
           pending = b.pending + excluded.pending, succeeded = b.succeeded + excluded.succeeded,
           failed = b.failed + excluded.failed, missing = b.missing + excluded.missing`,
        [
          batchNumber,
          blocks.map(([block]) => block),
          blocks.map(([, counts]) => counts.pending),
          blocks.map(([, counts]) => counts.succeeded),
          blocks.map(([, counts]) => counts.failed),
          blocks.map(([, counts]) => counts.missing),
        ],
      );
    }
    const causes = [...this.#causes].filter(([, count]) => count !== 0);
    if (causes.length > 0) {
      await client.query(
        `update cause set count = cause.count + d.count
         from unnest($1::int[], $2::int[]) as d(number, count) where cause.number = d.number`,
        [causes.map(([number]) => number), causes.map(([, count]) => count)],
      );
    }
  }
}
