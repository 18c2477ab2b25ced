import { z } from 'zod';

/**
 * A line of OpenAI's batch output and error files
 * (https://platform.openai.com/docs/api-reference/batch/request-output).
 */
const resultLineSchema = z.strictObject({
  id: z.string().startsWith('batch_req_'),
  custom_id: z.string(),
  response: z
    .strictObject({
      status_code: z.number().int(),
      request_id: z.string(),
      body: z.record(z.string(), z.unknown()),
    })
    .nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type ResultLine = z.infer<typeof resultLineSchema>;

/** Every line of a results file, each held against OpenAI's format. Throws for one that is not in it. */
export function parseResults(content: Buffer): ResultLine[] {
  const text = content.toString();
  if (text === '') return [];
  if (!text.endsWith('\n')) throw new Error('The last line of the results does not end with a line break.');
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => resultLineSchema.parse(JSON.parse(line)));
}
