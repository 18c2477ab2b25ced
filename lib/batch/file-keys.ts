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

export function selectionKey(batchId: string, attempt: number, token: string): string {
  return `${attemptPrefix(batchId, attempt)}selection-${hash('sha256', token)}.bin`;
}

export type PartFile = 'payload.jsonl' | 'manifest.jsonl' | 'output.jsonl' | 'errors.jsonl' | 'outcomes.bin';

export function partKey(batchId: string, attempt: number, part: number, file: PartFile): string {
  return `${attemptPrefix(batchId, attempt)}part-${part}/${file}`;
}

/** For a part that was cut out of another: named after its job, so that no two cuts write the same file. */
export function cutPartKey(batchId: string, attempt: number, jobId: string, file: PartFile): string {
  return `${attemptPrefix(batchId, attempt)}cut-${jobId}/${file}`;
}

function attemptPrefix(batchId: string, attempt: number): string {
  return `${batchPrefix(batchId)}attempts/${attempt}/`;
}
