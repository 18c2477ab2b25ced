import { readManifest } from '#lib/batch/parts/manifest.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { JobRecord, ResultFileRecord } from '#lib/record/job-record.ts';
import { nothingSeen, type SeenLines, watchResultLines } from './watch-result-lines.ts';

/** What the stored result files of one job hold. A file whose transfer was watched is not read again for it. */
export interface SeenFiles {
  /** The places of the part's requests, by custom_id. */
  readonly placeOf: ReadonlyMap<string, number>;
  /** Says what was seen while the file was written. */
  note(key: string, seen: SeenLines): void;
  see(file: ResultFileRecord): Promise<SeenLines>;
}

export async function createSeenFiles(ctx: Context, { manifestKey }: JobRecord): Promise<SeenFiles> {
  const { placeOf } = await readManifest(ctx, manifestKey);
  const byKey = new Map<string, SeenLines>();
  return {
    placeOf,
    note: (key, seen) => void byKey.set(key, seen),
    async see({ key }) {
      const known = byKey.get(key);
      if (known !== undefined) return known;
      const seen = nothingSeen();
      for await (const _ of watchResultLines(ctx.files.read(key), seen, placeOf));
      byKey.set(key, seen);
      return seen;
    },
  };
}
