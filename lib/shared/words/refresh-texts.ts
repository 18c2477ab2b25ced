/**
 * Why a batch whose results are judged again, and listed anew, cannot be retried just now. With a hold that
 * goes wrong.
 */
export function refreshText({ isHeld }: { readonly isHeld: boolean }): string {
  return isHeld
    ? 'The stored results of this batch could not be judged by today’s rules yet, so nothing can be retried: it might be paid for twice. ' +
        'To go on without, download the failed requests and start them as a new batch.'
    : 'The stored results of this batch are being judged by today’s rules. Retry when that is done; it takes a moment.';
}
