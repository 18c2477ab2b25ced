import { InvalidInputError } from '#lib/errors.ts';

/**
 * The bytes of a body as they come. Throws `InvalidInputError` when it breaks off: before the reader can believe that
 * it has read all of it.
 */
export async function* wholeBody(request: Request): AsyncGenerator<Uint8Array> {
  const announced = request.headers.get('content-length');
  let bytes = 0;
  try {
    for await (const chunk of request.body ?? []) {
      bytes += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw brokenOff(error);
  }
  if (announced !== null && Number(announced) !== bytes) throw brokenOff(null);
}

function brokenOff(cause: unknown): InvalidInputError {
  return new InvalidInputError('The body broke off before all of it had come. Send it again.', {}, { cause });
}

/** Reads on to the end and forgets it: a client that still sends hears no answer, and some give up on it. */
export function discard(content: AsyncIterable<Uint8Array>): void {
  Array.fromAsync(content, () => null).catch(() => null);
}
