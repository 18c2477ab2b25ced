import type { Logger } from '#lib/log.ts';

/** Of what Next tells of a request. */
export interface FailedRequest {
  readonly path: string;
  readonly method: string;
}

/** Logs what a page threw under the id that the person sees. Of the address no query: links may hold tokens. */
export function logFailedPage(error: unknown, { path, method }: FailedRequest, log: Logger): void {
  const [place] = path.split('?');
  log.error('page failed', { place, method, reference: readDigest(error) }, error);
}

function readDigest(error: unknown): string | null {
  const hasDigest = typeof error === 'object' && error !== null && 'digest' in error;
  return hasDigest && typeof error.digest === 'string' ? error.digest : null;
}
