import type { InputRow } from './input-index.ts';

/** A request on its way into a part. */
export interface PartRow extends InputRow {
  /** Its prompt tokens; absent where nobody has counted them. */
  readonly tokens?: number;
  /** What is put behind the line's opening bracket; absent where the line goes out as it is. */
  readonly insert?: Uint8Array;
}
