import type { ProviderJobError } from '#lib/contracts/provider.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { shortenText } from '#lib/shared/words/shorten-text.ts';

/** Enough of a refused file's problems to see what is wrong; a job can list one a line. */
const maxProviderErrors = 100;
const maxMessageLength = 500;

const maxCodeLength = 200;

/** Why a job failed, as the provider lists it, cut to what a record keeps. */
export function storableErrors(errors: readonly ProviderJobError[]): JobRecord['providerErrors'] {
  return errors.slice(0, maxProviderErrors).map(({ code, message, param, line }) => ({
    code: code?.slice(0, maxCodeLength) ?? null,
    message: shortenText(message, maxMessageLength),
    param: param?.slice(0, maxCodeLength) ?? null,
    line,
  }));
}
