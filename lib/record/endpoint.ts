import type { BatchRecord } from './record.ts';

/** Where the requests of a checked batch go, as its lines or its maker write it; null while nobody has said so. */
export function endpointUrlOf({ check, chosenEndpoint }: Pick<BatchRecord, 'check' | 'chosenEndpoint'>): string | null {
  if (check === null) return null;
  // Records of older versions hold only `endpoint`. Where lines have no url it is what they look like, and
  // nobody has chosen it.
  return check.url ?? chosenEndpoint ?? (check.withoutUrl > 0 ? null : check.endpoint);
}
