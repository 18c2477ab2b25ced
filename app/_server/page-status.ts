import { AppError } from '#lib/errors.ts';

const thingPath = /^\/(batches|templates)\/([^/]+)\/?$/;

/** Rejects with `NotFoundError` for a thing that there is none of. */
export interface FindThing {
  readonly batches: (id: string) => Promise<unknown>;
  readonly templates: (id: string) => Promise<unknown>;
}

/** What there is only where people sign in. */
const pageOfPeople = /^\/(?:account|settings)(?:\/|$)/;

/**
 * With which status a page goes out: 404 for a batch or a template that there is none of, and for pages of accounts where there are
 * none, else 200. A page is a stream that begins with a 200 before it knows, so whoever asks for a document is answered
 * beforehand; the router in the browser asks for parts and needs none.
 */
export async function pageStatus(
  { method, url, headers }: Pick<Request, 'method' | 'url' | 'headers'>,
  find: FindThing,
  hasAccounts: () => Promise<boolean>,
): Promise<200 | 404> {
  const { pathname } = new URL(url);
  const isDocument = (headers.get('sec-fetch-dest') ?? 'document') === 'document';
  if (!isDocument || (method !== 'GET' && method !== 'HEAD')) return 200;
  if (pageOfPeople.test(pathname)) return (await hasAccounts()) ? 200 : 404;
  const [, kind, id] = thingPath.exec(pathname) ?? [];
  // `/batches/new` is a page of its own.
  if (id === undefined || (kind === 'batches' && id === 'new')) return 200;
  try {
    await find[kind === 'batches' ? 'batches' : 'templates'](decodeURIComponent(id));
    return 200;
  } catch (error) {
    // What else is wrong the page says itself.
    return AppError.is(error) && (error.code === 'not_found' || error.code === 'invalid_input') ? 404 : 200;
  }
}
