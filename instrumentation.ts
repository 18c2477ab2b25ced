import { type FailedRequest, logFailedPage } from '#app/_server/log-failed-page.ts';
import { getOpenStreams } from '#app/_server/open-streams.ts';
import { webLog } from '#app/_server/web-log.ts';

/**
 * Called once when the server starts. At its end Next waits for all connections, so event streams are closed first;
 * and it ends when the launcher that started it is gone, even by kill -9.
 */
export function register(): void {
  // By its full name, as Next compiles this file for a runtime without processes too and warns of the short one.
  const { process } = globalThis;
  const closeStreams = (): void => getOpenStreams().closeAll();
  process.on('SIGTERM', closeStreams);
  process.on('SIGINT', closeStreams);
  if (process.send !== undefined) process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}

/**
 * Called with what a page, or an action on its way to us, has thrown. Next shows the person the digest alone, so the log
 * has it beside the error.
 */
export function onRequestError(error: unknown, { path, method }: FailedRequest): void {
  logFailedPage(error, { path, method }, webLog);
}
