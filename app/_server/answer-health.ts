import { notAnswering } from '#lib/db/health.ts';
import type { Logger } from '#lib/log.ts';
import { type Health, type HealthReport, notKnown } from '#lib/shared/contract/health.ts';
import packageDescription from '../../package.json' with { type: 'json' };
import { assertOurs } from './allowed-origins.ts';
import { jsonResponse, withoutBodyForHead } from './answer-request.ts';
import { mapError } from './error-map.ts';

/**
 * Answers 200 when everything works and 503 with what does not, or 200 there too for `?failing=200`, as pages ask. A
 * health that cannot be read means no database.
 */
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
    return { database: notAnswering, worker: notKnown, disk: notKnown };
  });
  const isWell = [database, worker, disk].every((part) => part === 'ok');
  const status = isWell ? 'ok' : 'failing';
  const report: HealthReport = { status, database, worker, disk, version: packageDescription.version };
  const isAlways200 = new URL(request.url).searchParams.get('failing') === '200';
  return withoutBodyForHead(request, jsonResponse(report, isWell || isAlways200 ? 200 : 503));
}
