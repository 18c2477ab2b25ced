import type { CopyEnd, JobWarning, JobWarningCode } from '#lib/shared/contract/job-warning.ts';
import { fillProvider, notedProviderName } from './provider-name.ts';

type FactsOf = { readonly [Code in JobWarningCode]: Extract<JobWarning, { code: Code }>['facts'] };
type Texts = { readonly [Code in JobWarningCode]: (facts: FactsOf[Code]) => string };

const texts: Texts = {
  as_written: ({ text }) => text,
  unknown_custom_ids: ({ lines, part }) =>
    `${returned(lines)} with a custom_id that is not in part ${part}. ${lines === 1 ? 'It is' : 'They are'} kept in its result file, but not counted.`,
  repeated_custom_ids: ({ lines }) =>
    `${returned(lines)} for requests that already had one. Of each request the first success counts, or else the first failure.`,
  unreadable_lines: ({ lines }) =>
    `${returned(lines)} that cannot be read. Requests with no other answer count as missing.`,
  answers_with_error: ({ lines }) =>
    `${returned(lines)} with a whole answer and an error beside it. ${lines === 1 ? 'It counts' : 'They count'} as succeeded.`,
  counts_differ: ({ part, requests, counted, found }) =>
    `The provider counts ${number(counted.completed)} succeeded and ${number(counted.failed)} failed of ${number(counted.total)} in part ${part}, ` +
    `but its files hold ${number(found.succeeded)} and ${number(found.failed)} of ${number(requests)}. The files count.`,
  result_file_gone: ({ fileId, hasRest }) =>
    `{provider} no longer has the result file ${fileId}. ${hasRest ? 'What was fetched before is used.' : 'The answers in it are lost.'}`,
  result_file_unreadable: ({ fileId }) =>
    `For more than an hour, {provider} sent nothing readable for the result file ${fileId}. Requests with no other answer count as missing.`,
  result_file_too_large: ({ fileId, maxBytes }) =>
    `{provider} sent more than ${number(Math.round(maxBytes / 1e6))} MB for the result file ${fileId}, far more than its requests can produce. The rest was not stored.`,
  result_files_incomplete: () =>
    '{provider} has not given all of this job’s results, however often LangBatch asked. Requests without an answer count as missing.',
  odd_file_id: ({ file }) =>
    `{provider} named the ${file === 'output' ? 'results' : 'error'} file by something that is no file ID, so there is none to fetch.`,
  status_unknown: ({ providerId, word }) =>
    `{provider} has called job ${providerId} “${word}” for two weeks, a status that LangBatch does not know. It is no longer checked.`,
  job_gone: ({ providerId }) =>
    `Job ${providerId} was given up because {provider} no longer shows it. Its answers were not fetched.`,
  cancel_refused: ({ providerId }) =>
    `{provider} refuses to cancel job ${providerId}. It runs to its end, and its answers are collected then.`,
  job_made_twice: ({ providerId, end }) =>
    `{provider} had made a second job of the same part, ${providerId}${copyEnds[end]}`,
  job_found_late: ({ providerId }) =>
    `Job ${providerId} appeared in {provider}’s list long after it was sent. It is used, so that nothing is paid for twice.`,
  job_not_looked_for: () =>
    'A call to send this part failed, and LangBatch could not read {provider}’s list of jobs after that. Check there whether a job was made anyway, and cancel it if it is not used here.',
};

/** What did not add up about a job, and what was done about it. */
export function jobWarningText({ code, facts }: JobWarning): string {
  const provider = 'provider' in facts ? facts.provider : null;
  return fillProvider(textOf(code, facts), notedProviderName(provider));
}

function textOf<Code extends JobWarningCode>(code: Code, facts: FactsOf[Code]): string {
  return texts[code](facts);
}

const copyEnds: Readonly<Record<CopyEnd, string>> = {
  cancelled: '. It was cancelled.',
  gone: ', which it no longer knows.',
  ended: '. It had ended before it could be cancelled, so its answers are paid for too.',
  runs: ', and does not cancel it. Cancel it there, so that its answers are not paid for.',
};

function returned(lines: number): string {
  return lines === 1 ? 'The provider returned one line' : `The provider returned ${number(lines)} lines`;
}

function number(count: number): string {
  return count.toLocaleString('en');
}
