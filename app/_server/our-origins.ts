import { readProcessSettings } from '#lib/config/process-env.ts';
import { allowedOrigins } from './allowed-origins.ts';

let origins: ReadonlySet<string> | null = null;

/** The origins of this process's settings, which stay the same while it runs. */
export function ourOrigins(): ReadonlySet<string> {
  origins ??= allowedOrigins(readProcessSettings());
  return origins;
}

/** Whether there is a mail server to send mails by. */
export function sendsMail(): boolean {
  return readProcessSettings().mail !== null;
}

/** Where links lead that are handed to other people. */
export function linkOrigin(): string {
  return readProcessSettings().publicOrigins[0];
}
