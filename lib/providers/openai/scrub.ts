import type { ProviderJob } from '#lib/contracts/provider.ts';

/** Shorter ones are no secrets, and words such as `none` or `sandbox` have to stay in a text. */
const minScrubbedKeyLength = 8;

/** Providers have been seen to repeat a key in full: it is in no text that we keep, show or log. */
export function scrub(text: string, apiKey: string): string {
  return apiKey.length < minScrubbedKeyLength ? text : text.replaceAll(apiKey, '[key]');
}

/** An error that holds the key, in its causes too, is not kept as it is. */
export function scrubError(error: unknown, apiKey: string): unknown {
  if (!(error instanceof Error)) return error;
  const message = scrub(error.message, apiKey);
  const cause = scrubError(error.cause, apiKey);
  return message === error.message && cause === error.cause ? error : new Error(message, { cause });
}

/** What a job says in words. Ids and metadata stay as they are, as jobs are found by them. */
export function scrubJob(job: ProviderJob, apiKey: string): ProviderJob {
  const scrubbed = <Text extends string | null>(text: Text): Text | string =>
    text === null ? text : scrub(text, apiKey);
  return {
    ...job,
    providerStatus: scrub(job.providerStatus, apiKey),
    errors: job.errors.map(({ code, message, param, line }) => ({
      code: scrubbed(code),
      message: scrub(message, apiKey),
      param: scrubbed(param),
      line,
    })),
  };
}
