import { hash } from 'node:crypto';

/** Keys of a batch's files. All lie below `batchPrefix`, so that removing a batch is removing that. */
export function batchPrefix(batchId: string): string {
  return `batches/${batchId}/`;
}

export function inputKey(batchId: string, revision: string): string {
  return `${batchPrefix(batchId)}input-${revision}.jsonl`;
}

export function inputIndexKey(batchId: string): string {
  return `${batchPrefix(batchId)}index.jsonl`;
}

export function problemsKey(batchId: string): string {
  return `${batchPrefix(batchId)}problems.jsonl`;
}

export function selectionKey(batchId: string, attempt: number, token: string): string {
  return `${attemptPrefix(batchId, attempt)}selection-${hash('sha256', token)}.bin`;
}

export type PartFile = 'payload.jsonl' | 'manifest.jsonl' | 'output.jsonl' | 'errors.jsonl' | 'outcomes.bin';

export function partKey(batchId: string, attempt: number, part: number, file: PartFile): string {
  return `${attemptPrefix(batchId, attempt)}part-${part}/${file}`;
}

function attemptPrefix(batchId: string, attempt: number): string {
  return `${batchPrefix(batchId)}attempts/${attempt}/`;
}
