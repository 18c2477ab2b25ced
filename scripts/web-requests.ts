import type { IncomingMessage } from 'node:http';
import { apiTable } from '#app/_server/api-table.ts';
import { clientAddressHeader } from '#app/_server/asker.ts';
import type { ActionError } from '#lib/shared/contract/action-result.ts';
import { issuerCallbackPath } from '#lib/shared/contract/issuer-callback.ts';
import { uploadPath } from '#lib/shared/contract/upload.ts';

/** An answer that is given without asking Next, which would answer 500, or without a word. */
export type PlainAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
};

type RequestHead = Pick<IncomingMessage, 'method' | 'url'> & Partial<Pick<IncomingMessage, 'headers'>>;

/** Null for a request that Next may have. */
export function answerOddRequest({ method = 'GET', url = '', headers = {} }: RequestHead): PlainAnswer | null {
  const path = url.split('?', 1)[0] ?? '';
  const isApi = path.startsWith('/api/');
  // Our pages send no forms and their actions no files. Next reads such a body before anything of ours is asked.
  if (method === 'POST' && !isApi && /^multipart\//i.test(headers['content-type'] ?? '')) {
    return answer(415, 'This form cannot be sent here. Use the page itself; files are uploaded on the page New batch.');
  }
  const allowed = isApi ? methodsOf(path) : pageMethods;
  if (!allowed.includes(method)) {
    const sentence = `This address is not for ${method}. Use one of ${allowed.join(', ')}.`;
    return (isApi ? apiAnswer : answer)(405, sentence, { allow: allowed.join(', ') });
  }
  if (!path.startsWith('/')) return answer(400, 'This address cannot be read: it does not begin with a /.');
  if (!isDecodable(path))
    return answer(400, 'This address cannot be read: a % in it is followed by something that is no character.');
  if (method === 'POST' && !isApi && !path.startsWith(toolsOfNext) && headers['next-action'] === undefined)
    return answer(405, 'This address is for no form. Open it, and use what is on the page.', { allow: 'GET, HEAD' });
  return null;
}

/** Actions are POSTs. */
const pageMethods = ['GET', 'HEAD', 'POST'];

/** There in development alone. */
const toolsOfNext = '/__nextjs';

/** By tus; a browser's question about them is a GET's. */
const uploadMethods = ['POST', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS'];

/** What is no route says by these that it is none. */
const methodsOfNone = ['GET', 'HEAD', 'POST', 'OPTIONS'];

/** Routes of the API, those with names in their paths before those with parameters there, as Next chooses. */
const routes = [...new Set(apiTable.map(({ path }) => path))]
  .toSorted((one, other) => one.split('{').length - other.split('{').length)
  .map((path) => {
    const methods = apiTable.filter((operation) => operation.path === path).map(({ method }) => method);
    return {
      pattern: new RegExp(`^${path.replaceAll('.', String.raw`\.`).replaceAll(/\{\w+\}/gu, '[^/]+')}/?$`, 'u'),
      methods: [...methods.flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : ['POST'])), 'OPTIONS'],
    };
  });

function methodsOf(path: string): readonly string[] {
  if (path === uploadPath || path.startsWith(`${uploadPath}/`)) return uploadMethods;
  if (path === issuerCallbackPath) return ['GET', 'HEAD', 'OPTIONS'];
  return routes.find(({ pattern }) => pattern.test(path))?.methods ?? methodsOfNone;
}

function answer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): PlainAnswer {
  return {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      ...headers,
    },
    text: `${text}\n`,
  };
}

/** As routes answer what they cannot do. */
function apiAnswer(status: number, message: string, headers: Readonly<Record<string, string>>): PlainAnswer {
  const error: ActionError = { code: 'invalid_input', message, fields: {}, reference: null };
  const plain = answer(status, JSON.stringify({ error }), headers);
  return { ...plain, headers: { ...plain.headers, 'content-type': 'application/json' } };
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
