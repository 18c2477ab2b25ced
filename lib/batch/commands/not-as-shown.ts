import { formatCount } from '#lib/shared/words/format.ts';

/** Why nothing was sent: what a person has agreed to is another number of requests. */
export function notAsShown(what: 'batch' | 'retry', { requests, shown }: { requests: number; shown: number }): string {
  const now = formatCount(requests, 'request', 'en');
  const then = formatCount(shown, 'request', 'en');
  return `This ${what} would send ${now} now, and ${then} ${shown === 1 ? 'was' : 'were'} shown. Nothing was sent; look at the ${what} again.`;
}
