import { createHash } from 'node:crypto';
import { damagedFile } from '#lib/errors.ts';
import type { JobRecord } from '#lib/record/job-record.ts';

/**
 * Throws `StorageError` unless `content` is what was written as the part. Nothing else may be sent, and paid for,
 * in its place.
 */
export async function assertIntact({ key, bytes, sha256 }: JobRecord['payload'], content: Blob): Promise<void> {
  if (content.size === bytes) {
    const hash = createHash('sha256');
    for await (const chunk of content.stream()) hash.update(chunk);
    if (hash.digest('hex') === sha256) return;
  }
  throw damagedFile(key);
}
