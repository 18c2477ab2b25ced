import { readRequests, type RequestLine } from '#lib/batch/parts/read-requests.ts';
import { type ResultText, readRequestResults } from '#lib/batch/results/read-results.ts';
import type { Context } from '#lib/contracts/context.ts';
import { parseResultLine, parseWholeLine } from '#lib/dialects/openai/parse-result-line.ts';
import { WrongStateError } from '#lib/errors.ts';
import { isJsonObject, type JsonObject } from '#lib/jsonl/json-object.ts';
import { cut } from '#lib/jsonl/storable-text.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
import { formatBytes } from '#lib/shared/words/format.ts';
import type { ByteProgress } from './progress.ts';
import { trustProvider } from './trust-provider.ts';
import type { BatchRequest, BatchResult, BatchResults, SuccessfulResult, UnsuccessfulResult } from './wire-types.ts';

/** Streams the result lines that count, parsed, in input order. */
export async function* readParsedResults<Endpoint extends BatchEndpoint>(
  ctx: Context,
  record: BatchRecord,
): AsyncGenerator<BatchResult<Endpoint>> {
  for await (const requests of readRequestResults(ctx, record, () => true)) {
    for (const request of requests) if (request.place !== null) yield parseResult<Endpoint>(request);
  }
}

/** Gathers all results of a batch, and the requests that have none. */
export async function gatherResults<Endpoint extends BatchEndpoint>(
  ctx: Context,
  record: BatchRecord,
): Promise<BatchResults<Endpoint>> {
  const successful: SuccessfulResult<Endpoint>[] = [];
  const unsuccessful: UnsuccessfulResult[] = [];
  const missingLines = new Set<number>();
  for await (const requests of readRequestResults(ctx, record, (_, outcome) => outcome !== 'pending')) {
    for (const request of requests) {
      if (request.place === null) {
        missingLines.add(request.line);
        continue;
      }
      const result = parseResult<Endpoint>(request);
      if (result.outcome === 'succeeded') successful.push(result);
      else unsuccessful.push(result);
    }
  }
  const missing =
    missingLines.size === 0
      ? []
      : await readParsedRequests<Endpoint>(ctx, record, ({ line }) => missingLines.has(line));
  return { successful, unsuccessful, missing };
}

/** Reads the requests that `isWanted` picks, parsed, in input order. `onProgress` gets the bytes of their lines. */
export async function readParsedRequests<Endpoint extends BatchEndpoint>(
  ctx: Context,
  record: BatchRecord,
  isWanted: (row: { readonly line: number; readonly customId: string }) => boolean,
  onProgress?: (progress: ByteProgress) => void,
): Promise<BatchRequest<Endpoint>[]> {
  const requests: BatchRequest<Endpoint>[] = [];
  let bytes = 0;
  for await (const lines of readRequests(ctx, record, isWanted)) {
    for (const line of lines) {
      requests.push(parseRequest<Endpoint>(line));
      bytes += line.bytes.length;
    }
    onProgress?.({ bytes, totalBytes: null });
  }
  return requests;
}

function parseRequest<Endpoint extends BatchEndpoint>({ bytes, customId }: RequestLine): BatchRequest<Endpoint> {
  const rawLine = decode(bytes);
  // The check has read the line as a request of this endpoint; what its body holds beyond that, the provider judges.
  const { method, url, body } = trustProvider<BatchRequest<Endpoint>>().parse(JSON.parse(rawLine));
  return { custom_id: customId, method, url, body, rawLine };
}

function parseResult<Endpoint extends BatchEndpoint>({ bytes, customId, place }: ResultText): BatchResult<Endpoint> {
  const rawLine = decode(bytes);
  const parsed = parseResultLine(bytes);
  const wire = parsed.ok ? (parsed.value ?? parseLarge(customId, bytes)) : {};
  const named = { id: typeof wire['id'] === 'string' ? wire['id'] : null, custom_id: customId };
  if (place.outcome.outcome === 'succeeded') {
    const { response } = trustProvider<SuccessfulResult<Endpoint>>().parse(wire);
    return { outcome: 'succeeded', ...named, response, error: null, rawLine };
  }
  const { statusCode = null, errorCode = null, message = null } = parsed.ok ? parsed.result : {};
  return {
    outcome: 'failed',
    ...named,
    response: isJsonObject(wire['response'])
      ? trustProvider<UnsuccessfulResult['response']>().parse(wire['response'])
      : null,
    error: isJsonObject(wire['error']) ? wire['error'] : null,
    failure: { statusCode, code: errorCode, message },
    rawLine,
  };
}

/** Pictures make a line long and take no more memory than their letters; what would end the process is not parsed. */
function parseLarge(customId: string, bytes: Uint8Array): JsonObject {
  const wire = parseWholeLine(bytes);
  if (wire !== null) return wire;
  throw new WrongStateError(
    `The answer to ${cut(customId, maxNamedCharacters)} has ${formatBytes(bytes.length, 'en')} and cannot be parsed. ` +
      'Call getResultsFile(), which writes the results into a file as they are.',
  );
}

const maxNamedCharacters = 80;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A byte that is not UTF-8 becomes U+FFFD in the text. The results file keeps it. */
function decode(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
