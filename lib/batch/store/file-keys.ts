import { hash } from 'node:crypto';

/** Keys of a batch's files. All lie below `batchPrefix`, so that removing a batch is removing that. */
export function batchPrefix(batchId: string): string {
  return `batches/${batchId}/`;
}

export function inputKey(batchId: string, revision: string): string {
  return `${batchPrefix(batchId)}input-${revision}.jsonl`;
}

/** What a check writes lies beside the file it read: the late check of a replaced file harms nothing. */
export function inputIndexKey(input: { readonly key: string }): string {
  return `${input.key}.index`;
}

export function problemsKey(input: { readonly key: string }): string {
  return `${input.key}.problems`;
}

/** What a reading of a table has stored, in a folder of its own. */
export function tableKeys(batchId: string, revision: string) {
  const prefix = `${batchPrefix(batchId)}tables/${revision}/`;
  return {
    prefix,
    /** The first rows, while the others are still read. */
    head: `${prefix}head.json`,
    rows: `${prefix}rows.jsonl`,
    index: `${prefix}rows.index`,
    profile: `${prefix}profile.json`,
  };
}

export function selectionKey(batchId: string, attempt: number, token: string): string {
  return `${batchPrefix(batchId)}attempts/${attempt}/selection-${hash('sha256', token)}.bin`;
}

type ResultFile = 'output.jsonl' | 'output-again.jsonl' | 'errors.jsonl' | 'errors-again.jsonl';
type PartFile = 'payload.jsonl' | 'manifest.jsonl' | ResultFile | 'outcomes.bin' | `outcomes-${string}.bin`;

/**
 * Named after the part's job: numbers of attempts and parts come again, and a late worker must not write what
 * is another's now.
 */
export function partKey(batchId: string, jobId: string, file: PartFile): string {
  return `${batchPrefix(batchId)}jobs/${jobId}/${file}`;
}

/** True for an outcome table that a refresh has written: it is of use only once the record names it. */
export function isJudgedTable(key: string): boolean {
  return /\/outcomes-[^/]+\.bin$/.test(key);
}
