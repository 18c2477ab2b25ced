import { answerHealth } from '#app/_server/answer-health.ts';
import { getRuntime } from '#app/_server/context.ts';
import { ourOrigins } from '#app/_server/our-origins.ts';
import { webLog } from '#app/_server/web-log.ts';

/** For machines that watch: 200 when everything works, 503 with what does not. */
export const GET = (request: Request): Promise<Response> =>
  answerHealth(request, { origins: ourOrigins(), log: webLog, readHealth: async () => (await getRuntime()).health() });
