import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A provider whose only job has ended when it is made, with the result files that the test gives. */
export interface AnsweringServer extends AsyncDisposable {
  readonly baseURL: string;
}

export interface GivenAnswers {
  readonly output?: string | Buffer;
  readonly errors?: string | Buffer;
  /** `completed` by default. */
  readonly status?: string;
}

/** Starts a provider that answers whatever it is sent with the given files. */
export async function startAnswering(given: GivenAnswers): Promise<AnsweringServer> {
  const job = {
    id: 'batch_given',
    object: 'batch',
    status: given.status ?? 'completed',
    input_file_id: 'file-given',
    output_file_id: given.output === undefined ? null : 'file-output',
    error_file_id: given.errors === undefined ? null : 'file-errors',
    created_at: 1_760_000_000,
  };
  const replies: Readonly<Record<string, unknown>> = {
    'POST /v1/files': { id: 'file-given', object: 'file', status: 'processed' },
    'POST /v1/batches': job,
    'GET /v1/batches/batch_given': job,
  };
  const contents: Readonly<Record<string, string | Buffer | undefined>> = {
    'GET /v1/files/file-output/content': given.output,
    'GET /v1/files/file-errors/content': given.errors,
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    await buffer(request);
    const key = `${request.method} ${request.url}`;
    const content = contents[key];
    if (content !== undefined) response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(content);
    else
      response
        .writeHead(key in replies ? 200 : 404, { 'content-type': 'application/json' })
        .end(JSON.stringify(replies[key] ?? {}));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    baseURL: `http://127.0.0.1:${address.port}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
