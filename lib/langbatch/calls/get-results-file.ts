import { resolve } from 'node:path';
import { readResultsFile } from '#lib/batch/results/read-results.ts';
import { stopOnAbort } from '#lib/streams/stop-on-abort.ts';
import type { FileOptions } from '../call-options.ts';
import { defaultResultsPath } from '../defaults.ts';
import { BatchResultsError } from '../errors.ts';
import { countBytes } from '../progress.ts';
import type { Session } from '../session.ts';
import { writeFileWhole } from '../write-file-whole.ts';
import { fetchStarted } from './get-started.ts';
import { runCall } from './run-call.ts';

export async function getResultsFile(
  session: Session,
  id: string,
  { path, signal, onProgress }: FileOptions & { readonly path: string | undefined },
): Promise<string> {
  return runCall(session, { Fallback: BatchResultsError, signal }, async (ctx) => {
    const record = await fetchStarted(ctx, id);
    const target = resolve(path ?? defaultResultsPath(id));
    const content = stopOnAbort(readResultsFile(ctx, record), ctx.signal);
    await writeFileWhole(target, countBytes(content, record.resultBytes, onProgress));
    return target;
  });
}
