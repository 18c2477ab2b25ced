import { mapError } from './error-map.ts';
import { webLog } from './web-log.ts';

/** Why the link of a page leads nowhere. */
export function linkSentence(error: unknown, verb: string): string {
  const { message, fields } = mapError(error, webLog, verb);
  return fields['token'] ?? message;
}
