import type { ConnectionChanges, ConnectionSettings } from '#lib/contracts/connection-store.ts';

/** What a change of a connection comes to, in a few words: of a key no more than that there is another one. */
export function describeConnectionChange(
  connection: ConnectionSettings,
  { name, baseUrl, apiKey, limits }: ConnectionChanges,
): { readonly before?: string; readonly after?: string } {
  const was = factsOf(connection);
  const is = factsOf({
    name: name ?? connection.name,
    baseUrl: baseUrl ?? connection.baseUrl,
    limits: limits ?? connection.limits,
  });
  const changed = Object.keys(is).filter((fact) => was[fact] !== is[fact]);
  const words = (facts: Readonly<Record<string, string>>) => changed.map((fact) => `${fact}: ${facts[fact]}`);
  const after = [...words(is), ...(apiKey === undefined ? [] : ['key: another one'])];
  return {
    ...(changed.length === 0 ? {} : { before: words(was).join(', ') }),
    ...(after.length === 0 ? {} : { after: after.join(', ') }),
  };
}

function factsOf({
  name,
  baseUrl,
  limits,
}: Pick<ConnectionSettings, 'name' | 'baseUrl' | 'limits'>): Readonly<Record<string, string>> {
  const limit = (value: number | null): string => (value === null ? 'none' : `${value}`);
  return {
    name,
    address: baseUrl,
    'requests a job': limit(limits.maxRequestsPerJob),
    'bytes a job': limit(limits.maxBytesPerJob),
    'enqueued tokens': limit(limits.maxEnqueuedTokens),
  };
}
