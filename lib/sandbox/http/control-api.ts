import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { ApiFailure } from './api-failure.ts';
import type { CallLog } from './call-log.ts';
import type { Faults } from './faults.ts';
import { readJsonBody } from './read-json-body.ts';
import { prettyReply, type Reply } from './replies.ts';

/**
 * What tests talk to, present only when faults are on: `PUT /_faults` replaces all faults, `GET /_faults` shows what is
 * left of them, `GET /_log` shows the calls. Null when the call is not for it.
 */
export async function performControl(
  request: IncomingMessage,
  path: string,
  faults: Faults,
  log: CallLog,
): Promise<Reply | null> {
  if (path === '/_log' && request.method === 'GET') return prettyReply(log.view());
  if (path !== '/_faults') return null;
  if (request.method === 'PUT') replaceFaults(faults, await readJsonBody(request));
  else if (request.method !== 'GET') throw new ApiFailure(405, 'Use GET or PUT on /_faults.');
  return prettyReply({ faults: faults.list() });
}

function replaceFaults(faults: Faults, body: unknown): void {
  try {
    faults.replace(body);
  } catch (error) {
    if (error instanceof z.ZodError) throw new ApiFailure(400, z.prettifyError(error), { cause: error });
    throw error;
  }
}
