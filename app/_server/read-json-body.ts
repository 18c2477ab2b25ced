import type { z } from 'zod';
import { InvalidInputError } from '#lib/errors.ts';
import { parseInput } from '#lib/verbs/parse-input.ts';

/** As much as an action takes. */
const maxBytes = 1024 * 1024;

/** The body as `schema` parses it; one without a byte counts as `{}`. Throws `InvalidInputError`. */
export async function readJsonBody<S extends z.core.$ZodType>(request: Request, schema: S): Promise<z.output<S>> {
  const text = await readText(request);
  return parseInput(schema, text.trim() === '' ? {} : parseJson(text));
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes)
      throw new InvalidInputError('The body is larger than 1 MB. Choose by a filter, not by a list.');
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw new InvalidInputError('The body is not UTF-8. Send JSON.', {}, { cause: error });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInputError('The body is not JSON.', {}, { cause: error });
  }
}
