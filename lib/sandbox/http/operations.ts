/** What the sandbox serves. The names are those of the `openai` client's methods. */
export const operationNames = [
  'files.create',
  'files.list',
  'files.retrieve',
  'files.delete',
  'files.content',
  'batches.create',
  'batches.list',
  'batches.retrieve',
  'batches.cancel',
  'models.list',
  'models.retrieve',
] as const;
export type OperationName = (typeof operationNames)[number];

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly operation: OperationName;
}

const routes: readonly Route[] = [
  { method: 'POST', pattern: /^\/v1\/files$/, operation: 'files.create' },
  { method: 'GET', pattern: /^\/v1\/files$/, operation: 'files.list' },
  { method: 'GET', pattern: /^\/v1\/files\/([^/]+)$/, operation: 'files.retrieve' },
  { method: 'DELETE', pattern: /^\/v1\/files\/([^/]+)$/, operation: 'files.delete' },
  { method: 'GET', pattern: /^\/v1\/files\/([^/]+)\/content$/, operation: 'files.content' },
  { method: 'POST', pattern: /^\/v1\/batches$/, operation: 'batches.create' },
  { method: 'GET', pattern: /^\/v1\/batches$/, operation: 'batches.list' },
  { method: 'GET', pattern: /^\/v1\/batches\/([^/]+)$/, operation: 'batches.retrieve' },
  { method: 'POST', pattern: /^\/v1\/batches\/([^/]+)\/cancel$/, operation: 'batches.cancel' },
  { method: 'GET', pattern: /^\/v1\/models$/, operation: 'models.list' },
  { method: 'GET', pattern: /^\/v1\/models\/(.+)$/, operation: 'models.retrieve' },
];

export type RouteMatch =
  | { readonly kind: 'operation'; readonly operation: OperationName; readonly id: string }
  | { readonly kind: 'wrong_method' }
  | { readonly kind: 'unknown' };

/** Finds what a method and path ask for; `id` is the decoded path parameter, empty where there is none. */
export function matchRoute(method: string, path: string): RouteMatch {
  const known = routes.filter((route) => route.pattern.test(path));
  const route = known.find((candidate) => candidate.method === method);
  if (route === undefined) return { kind: known.length > 0 ? 'wrong_method' : 'unknown' };
  const id = decodePathPart(route.pattern.exec(path)?.[1] ?? '');
  return id === null ? { kind: 'unknown' } : { kind: 'operation', operation: route.operation, id };
}

function decodePathPart(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
