import { request as httpRequest } from 'node:http';
import type { OutgoingHttpHeaders } from 'node:http';

export interface Sent {
  readonly method?: string;
  /** As it goes over the wire: nothing in it is made nicer, as `fetch` would. */
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Long for any answer, and short for one that never comes. */
const hangsAfterMs = 60_000;

/** Sends one request to a server of this machine, and reads all of its answer; of an event stream the first bytes. */
export function send(origin: string, { method = 'GET', path, headers: given = {}, body }: Sent): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  // Node says it by itself only where it expects a body.
  const headers = body === undefined ? given : { 'content-length': Buffer.byteLength(body), ...given };
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { hostname, port, path, method, headers, timeout: hangsAfterMs, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        const answer = (): void => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        };
        const isEvents = response.headers['content-type']?.startsWith('text/event-stream') === true;
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          if (!isEvents) return;
          answer();
          response.destroy();
        });
        response.once('end', answer);
        response.once('error', reject);
      },
    );
    request.once('timeout', () => request.destroy(new Error(`${method} ${path} got no answer.`)));
    request.once('error', reject);
    request.end(body);
  });
}
