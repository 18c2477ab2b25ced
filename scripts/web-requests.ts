import type { IncomingMessage } from 'node:http';
import { clientAddressHeader } from '#app/_server/asker.ts';

/** An answer that is given without asking Next, which would answer 500. */
export type PlainAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
};

type RequestHead = Pick<IncomingMessage, 'method' | 'url'> & Partial<Pick<IncomingMessage, 'headers'>>;

/** Null for a request that Next may have. */
export function answerOddRequest({ method, url = '', headers }: RequestHead): PlainAnswer | null {
  if (method === 'TRACE' || url === '*') {
    return answer(405, 'This method is not served here.', { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' });
  }
  // Our pages send no forms and their actions no files. Next reads such a body before anything of ours is asked.
  if (method === 'POST' && !url.startsWith('/api/') && /^multipart\//i.test(headers?.['content-type'] ?? '')) {
    return answer(415, 'This form cannot be sent here. Use the page itself; files are uploaded on the page New batch.');
  }
  if (isDecodable(url.split('?', 1)[0] ?? '')) return null;
  return answer(400, 'This address cannot be read: a % in it is followed by something that is no character.');
}

function answer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): PlainAnswer {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers },
    text: `${text}\n`,
  };
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}

/**
 * Next refuses an action whose Origin names another host than the request. A proxy that hands on its own host
 * name, as nginx does unless told otherwise, makes that so for every action: where the Origin is one of ours,
 * the request counts as sent to it.
 */
export function nameForwardedHost(headers: IncomingMessage['headers'], origins: ReadonlySet<string>): void {
  const origin = headers.origin?.toLowerCase();
  if (origin !== undefined && origins.has(origin)) headers['x-forwarded-host'] = new URL(origin).host;
}

/**
 * Says to our own code who the client is, as far as anybody can know; null where all clients look alike. Whatever a
 * client sends under a name of ours is dropped: only this server speaks by them.
 */
export function nameClient(headers: IncomingMessage['headers'], address: string | null): void {
  for (const name of Object.keys(headers)) if (name.startsWith('x-langbatch-')) delete headers[name];
  if (address !== null) headers[clientAddressHeader] = address;
}
