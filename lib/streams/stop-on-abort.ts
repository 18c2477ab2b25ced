import { AppError } from '#lib/errors.ts';

/**
 * Passes `content` on until `signal` aborts, then throws an `AppError` with code `aborted`, at once even when
 * the source is stuck. The source is told to stop whenever its reader stops early.
 */
export async function* stopOnAbort<T>(content: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = content[Symbol.asyncIterator]();
  const aborted = (): AppError =>
    new AppError('aborted', 'This was stopped before it was done.', { cause: signal.reason });
  let rejectStep = (_error: AppError): void => {};
  const onAbort = (): void => rejectStep(aborted());
  signal.addEventListener('abort', onAbort, { once: true });
  let isExhausted = false;
  try {
    for (;;) {
      if (signal.aborted) throw aborted();
      // A promise of its own for each step: racing against one for the whole run would keep every chunk in memory.
      const step = await new Promise<IteratorResult<T, unknown>>((resolve, reject) => {
        rejectStep = reject;
        iterator.next().then(resolve, reject);
      });
      isExhausted = step.done === true;
      if (step.done === true) return;
      yield step.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Not awaited: a stuck source would never answer.
    if (!isExhausted) iterator.return?.().catch(() => {});
  }
}
