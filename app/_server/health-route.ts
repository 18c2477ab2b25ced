import 'server-only';
import { answerHealth } from './answer-health.ts';
import { getRuntime } from './context.ts';
import { ourOrigins } from './our-origins.ts';
import { webLog } from './web-log.ts';

/** The one route that asks for no right: it says whether the process works, and nothing of what is in it. */
export function answerHealthRequest(request: Request): Promise<Response> {
  return answerHealth(request, {
    origins: ourOrigins(),
    log: webLog,
    readHealth: async () => (await getRuntime()).health(),
  });
}
