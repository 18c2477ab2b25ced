import { endpointLike, endpointOfUrl, spellingsOf } from '#lib/shared/contract/endpoints.ts';
import type { CompletionWindows, ProviderProfile } from './provider-profile.ts';

/**
 * Why the provider would refuse lines with this `url`, or a job with this window; null when nothing is known
 * against it.
 */
export function whyNotSendable(
  { name, urls, windows }: Pick<ProviderProfile, 'name' | 'urls' | 'windows'>,
  batch: { readonly url: string; readonly completionWindow: string },
): string | null {
  if (urls !== null && !urls.includes(batch.url)) return describeUrl(name, urls, batch.url);
  if (windows === null || takesWindow(windows, batch.completionWindow)) return null;
  return `${name} takes a completion window of ${describeWindows(windows)}, not ${batch.completionWindow}.`;
}

function describeUrl(name: string, urls: readonly string[], url: string): string {
  const endpoint = endpointOfUrl(url) ?? endpointLike(url);
  const spelling = endpoint === null ? undefined : spellingsOf(endpoint).find((other) => urls.includes(other));
  if (spelling !== undefined) {
    return `${name} wants the url ${spelling} in every line, and this file has ${url}. Change it in the file, or choose another connection.`;
  }
  return `${name} has no batches for ${url}, only for ${urls.join(', ')}. Choose another connection.`;
}

function takesWindow(windows: CompletionWindows, window: string): boolean {
  if ('only' in windows) return windows.only.includes(window);
  const hours = readHours(window);
  return hours !== null && hours >= windows.fromHours && hours <= windows.toHours;
}

function describeWindows(windows: CompletionWindows): string {
  if ('only' in windows) return windows.only.join(' or ');
  return `${windows.fromHours}h to ${windows.toHours}h`;
}

/** Null for what is no whole number of hours or days. */
function readHours(window: string): number | null {
  const [, count, unit] = /^([1-9]\d{0,3})([hd])$/.exec(window) ?? [];
  return count === undefined ? null : Number(count) * (unit === 'd' ? 24 : 1);
}
