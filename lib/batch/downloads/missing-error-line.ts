import type { MissingReason } from '#lib/batch/results/find-missing-reason.ts';
import { toJsonLine } from '#lib/jsonl/write-lines.ts';

/** A line in the shape of OpenAI's error file for a request that the provider returned nothing for. */
export function missingErrorLine(customId: string, { code, message }: MissingReason): string {
  return toJsonLine({ id: null, custom_id: customId, response: null, error: { code, message } });
}
