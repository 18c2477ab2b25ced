import type { Health } from '#lib/db/health.ts';
import type { Logger } from '#lib/log.ts';
import packageDescription from '../../package.json' with { type: 'json' };
import { assertOurs } from './allowed-origins.ts';
import { jsonResponse, withoutBodyForHead } from './answer-request.ts';
import { mapError } from './error-map.ts';

/** Answers 200 when everything works and 503 with what does not. A health that cannot be read means no database. */
export async function answerHealth(
  request: Request,
  options: {
    readonly origins: ReadonlySet<string>;
    readonly log: Logger;
    readonly readHealth: () => Promise<Health>;
  },
): Promise<Response> {
  try {
    assertOurs(request.headers, options.origins);
  } catch (error) {
    const { status, code, message } = mapError(error, options.log, '/api/health');
    return withoutBodyForHead(request, jsonResponse({ error: { code, message } }, status));
  }
  const { database, worker, disk } = await options.readHealth().catch((error: unknown) => {
    options.log.error('health could not be read', {}, error);
    return { database: 'The database does not answer.', worker: 'unknown', disk: 'unknown' };
  });
  const isWell = [database, worker, disk].every((part) => part === 'ok');
  const health = { status: isWell ? 'ok' : 'failing', database, worker, disk, version: packageDescription.version };
  return withoutBodyForHead(request, jsonResponse(health, isWell ? 200 : 503));
}
