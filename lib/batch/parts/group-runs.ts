/** Bytes of a file. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/** Places that one ranged read covers: from the start of the first up to, not including, the end of the last. */
export interface Run<T extends Place> {
  readonly start: number;
  end: number;
  readonly places: T[];
}

/** Reading on over a gap of this size is cheaper than another read. */
const maxGapBytes = 64 * 1024;

/** Groups ascending places of one file into runs. No run gets longer than `maxRunBytes`, unless a single place is. */
export function* groupRuns<T extends Place>(ascending: Iterable<T>, maxRunBytes = Infinity): Generator<Run<T>> {
  let run: Run<T> | null = null;
  for (const place of ascending) {
    const end = place.offset + place.length;
    if (run !== null && place.offset - run.end <= maxGapBytes && end - run.start <= maxRunBytes) {
      run.places.push(place);
      run.end = end;
      continue;
    }
    if (run !== null) yield run;
    run = { start: place.offset, end, places: [place] };
  }
  if (run !== null) yield run;
}
