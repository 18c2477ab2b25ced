import { problemCodes } from '#lib/shared/contract/problem-codes.ts';
import {
  type FailureGroup,
  type KnownFailure,
  type RetryHelp,
  knownFailures,
} from '#lib/shared/failures/known-failures.ts';
import { failureWords } from '#lib/shared/words/explain-failure.ts';
import { describeProblem } from '#lib/shared/words/problem.ts';
import { anyProvider } from '#lib/shared/words/provider-name.ts';

export interface GuideRow {
  /** The anchor of the row. */
  readonly id: string;
  readonly statusCodes: readonly number[];
  readonly codes: readonly string[];
  readonly title: string;
  readonly explanation: string;
  readonly fix: string;
  /** Null where there is nothing to retry: the check finds it before anything is sent. */
  readonly willRetryHelp: RetryHelp | null;
  readonly why: string;
}

export interface GuideSection {
  readonly title: string;
  readonly text: string;
  readonly rows: readonly GuideRow[];
}

/** All that the page "What errors mean" lists, in plain data. */
export function listGuideSections(): readonly GuideSection[] {
  return [
    {
      title: 'Single requests',
      text: 'They are found in the results: the batch ends, but some requests have no answer.',
      rows: rowsOf('request'),
    },
    {
      title: 'The account at the provider',
      text: 'They concern all requests alike, until somebody changes something there.',
      rows: rowsOf('account'),
    },
    {
      title: 'The provider itself',
      text: 'They pass by themselves: a retry is enough.',
      rows: rowsOf('provider'),
    },
    {
      title: 'The file',
      text: 'The check finds most of them before anything is sent. Where it does not, the provider refuses the whole job.',
      rows: [...rowsOf('file'), ...rowsOfTheCheck()],
    },
  ];
}

/** What is said here is said of any number of requests. */
const many = 2;

function rowsOf(group: FailureGroup): GuideRow[] {
  return knownFailures
    .filter((known) => known.group === group)
    .map((known) => ({
      id: known.id,
      willRetryHelp: known.willRetryHelp,
      ...failureWords(known.id, { provider: anyProvider, count: many }),
      ...keysOf(known),
    }));
}

function keysOf({
  codes = [],
  statusCodes = [],
  usualStatusCode,
}: KnownFailure): Pick<GuideRow, 'codes' | 'statusCodes'> {
  const usual = usualStatusCode === undefined || statusCodes.includes(usualStatusCode) ? [] : [usualStatusCode];
  return { codes, statusCodes: [...usual, ...statusCodes] };
}

/** What only our own check says, beside the codes that providers use too. */
function rowsOfTheCheck(): GuideRow[] {
  const known = new Set(knownFailures.flatMap((known) => known.codes ?? []));
  return problemCodes
    .filter((code) => !known.has(code))
    .map((code) => {
      const { title, explanation, fix, severity } = describeProblem({ code, param: null });
      const why = severity === 'error' ? 'Nothing is sent until it is fixed.' : 'Only a warning: it blocks nothing.';
      return {
        id: code,
        codes: [code],
        statusCodes: [],
        title: title.replace(/\.$/, ''),
        explanation,
        fix,
        willRetryHelp: null,
        why,
      };
    });
}
