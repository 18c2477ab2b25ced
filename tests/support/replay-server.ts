import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Exchange, readRecording } from '#tests/fixtures/recorded-exchanges.ts';

/** A server that answers as a recorded provider did. */
export interface ReplayServer extends AsyncDisposable {
  /** For the `openai` client. */
  readonly baseURL: string;
  /** `POST /v1/batches` and the like, as they came in. */
  readonly calls: readonly string[];
  /** The files that were uploaded in the recording, oldest first. */
  readonly uploads: readonly string[];
  /** The recorded result files, in the order in which they were fetched. */
  readonly contents: readonly string[];
  /** The last recorded body of a result file. */
  contentOf(fileId: string): string;
}

/**
 * Serves a recording of HTTP exchanges: the n-th call of a method and path gets the n-th recorded answer, and
 * later ones the last, so that a job may be looked at more often than it was. What was not recorded is 404.
 */
export async function startReplay(name: string): Promise<ReplayServer> {
  const exchanges = readRecording(name);
  const waiting = new Map<string, Exchange[]>();
  for (const one of exchanges) {
    const key = keyOf(one.method, new URL(one.uri).pathname);
    waiting.set(key, [...(waiting.get(key) ?? []), one]);
  }
  const calls: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    await buffer(request);
    const key = keyOf(request.method ?? '', new URL(request.url ?? '', 'http://replay').pathname);
    calls.push(key);
    const queue = waiting.get(key) ?? [];
    const recorded = queue.length > 1 ? queue.shift() : queue[0];
    const contentType = recorded?.response_headers['content-type'] ?? 'application/json';
    response.writeHead(recorded?.status ?? 404, { 'content-type': contentType });
    response.end(recorded?.response_body ?? '{"error":{"message":"This was not recorded."}}');
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    baseURL: `http://127.0.0.1:${address.port}/v1`,
    calls,
    uploads: exchanges.filter(({ uri, method }) => method === 'POST' && uri.endsWith('/files')).map(fileOf),
    contents: exchanges.filter(({ uri }) => uri.endsWith('/content')).map((one) => one.response_body),
    contentOf: (fileId) => exchanges.findLast(({ uri }) => uri.endsWith(`/${fileId}/content`))?.response_body ?? '',
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function keyOf(method: string, path: string): string {
  return `${method} ${path}`;
}

/** The part named `file` of a recorded multipart body. */
function fileOf({ request_body: body }: Exchange): string {
  const part = body.split(/\r?\n--/u).find((text) => text.includes('name="file"')) ?? '';
  return part.replace(/^[\s\S]*?\r?\n\r?\n/u, '');
}
