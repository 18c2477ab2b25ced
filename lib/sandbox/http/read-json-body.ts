import type { IncomingMessage } from 'node:http';
import { parseJson } from '#lib/jsonl/decode.ts';
import { ApiFailure } from './api-failure.ts';

const maxBodyBytes = 1024 * 1024;

/** Reads a request's whole body as JSON. Throws `ApiFailure` when it is none, or larger than anything that is meant. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const source: AsyncIterable<Buffer> = request;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new ApiFailure(413, `The body is larger than ${maxBodyBytes} bytes.`);
    chunks.push(chunk);
  }
  const parsed = parseJson(Buffer.concat(chunks).toString('utf8'));
  if (!parsed.ok) throw new ApiFailure(400, 'We could not parse the JSON body of your request.');
  return parsed.value;
}
