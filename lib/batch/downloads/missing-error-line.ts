import { toJsonLine } from '#lib/jsonl/write-lines.ts';

/** A line in the shape of OpenAI's error file for a request that the provider returned nothing for. The code is ours. */
export function missingErrorLine(customId: string): string {
  return toJsonLine({
    id: null,
    custom_id: customId,
    response: null,
    error: { code: 'missing', message: 'The job ended and the provider returned no line for this request.' },
  });
}
