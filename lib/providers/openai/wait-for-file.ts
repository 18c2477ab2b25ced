import { shortenText } from '#lib/shared/words/shorten-text.ts';
import { failedCall, type ProviderError } from '../provider-error.ts';
import type { WireFile } from './wire-schemas.ts';

/** A file of 200 MB may take Azure minutes. */
const waitMs = 30 * 60 * 1000;
const lookMs = 3_000;

const maxMessageLength = 8_000;

export interface FileWait {
  /** For sentences. */
  readonly name: string;
  /** The states in which no job can be made of the file yet. */
  readonly unreadyStatuses: readonly string[];
  readonly sleep: (ms: number) => Promise<void>;
  /** Asks the provider how the file is now. */
  readonly look: () => Promise<WireFile>;
}

/**
 * Waits until the provider has looked through an uploaded file. Throws `ProviderError` when it finds the file
 * unfit, or has not come to an end within half an hour.
 */
export async function waitForFile(uploaded: WireFile, { name, unreadyStatuses, sleep, look }: FileWait): Promise<void> {
  let file = uploaded;
  for (let waitedMs = 0; unreadyStatuses.includes(statusOf(file)); waitedMs += lookMs) {
    if (waitedMs >= waitMs) throw tooSlow(name);
    await sleep(lookMs);
    file = await look();
  }
  if (statusOf(file) === 'error') throw refused(name, file.status_details ?? '');
}

function statusOf(file: WireFile): string {
  return file.status?.toLowerCase() ?? '';
}

function refused(name: string, details: string): ProviderError {
  const providerMessage = details === '' ? null : shortenText(details, maxMessageLength);
  return failedCall(name, { kind: 'rejected', reason: 'file_not_usable', providerMessage, mayHaveHappened: false });
}

function tooSlow(name: string): ProviderError {
  return failedCall(name, { kind: 'unavailable', reason: 'file_not_ready', mayHaveHappened: false });
}
