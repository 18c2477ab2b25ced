/**
 * A path of ours to go on to, such as `/batches/b1?tab=failures`; the list of batches for anything else, so that a link
 * cannot lead from the sign-in to a page of somebody else's.
 */
export function ownPath(text: unknown): string {
  const start = 'https://ours.invalid';
  const isPath = typeof text === 'string' && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text);
  const url = isPath ? URL.parse(text, start) : null;
  return url === null || url.origin !== start ? '/batches' : `${url.pathname}${url.search}`;
}
