import type { Logger } from '#lib/log.ts';

function ignore(): void {
  // For tests that are not about the log.
}

export const silentLog: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
