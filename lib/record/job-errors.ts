import type { JobRefusal } from '#lib/shared/contract/job-refusal.ts';
import { jobRefusalText } from '#lib/shared/words/job-refusal-texts.ts';
import type { JobError, JobRecord } from './job-record.ts';

/** Why a job failed as a whole: the errors that the provider lists of it, or why the part could not become one. */
export function errorsOfJob({ providerErrors, refusal }: JobRecord): readonly JobError[] {
  return refusal === null ? providerErrors : [...providerErrors, refusalAsError(refusal)];
}

function refusalAsError(refusal: JobRefusal): JobError {
  const place = { param: null, line: null };
  if (refusal.code !== 'call_refused')
    return { code: 'token_limit_exceeded', message: jobRefusalText(refusal), ...place };
  const { providerCode, providerMessage } = refusal.facts.fault;
  return { code: providerCode, message: providerMessage ?? jobRefusalText(refusal), ...place };
}
