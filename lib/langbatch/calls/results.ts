import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
import type { SendOptions } from '../call-options.ts';
import { BatchResultsError, withBatchErrors } from '../errors.ts';
import { readParsedResults } from '../result-lines.ts';
import type { Session } from '../session.ts';
import type { BatchResult } from '../wire-types.ts';
import { fetchStarted } from './get-started.ts';
import { runCall } from './run-call.ts';

export async function* results<Endpoint extends BatchEndpoint>(
  session: Session,
  id: string,
  { signal, onProgress }: SendOptions,
): AsyncGenerator<BatchResult<Endpoint>, void, undefined> {
  const source = await runCall(session, { Fallback: BatchResultsError, signal }, async (ctx) =>
    readParsedResults<Endpoint>(ctx, await fetchStarted(ctx, id, onProgress)),
  );
  try {
    for (;;) {
      const step = await withBatchErrors(BatchResultsError, signal, () => source.next());
      if (step.done === true) return;
      yield step.value;
    }
  } finally {
    await source.return(undefined);
  }
}
