import {
  type ErrorGuideEntry,
  type RetryHelp,
  anyProvider,
  errorGuide,
  nameProvider,
} from '#lib/shared/failures/error-guide.ts';
import { describeProblem, problemCodes } from '#lib/shared/words/problem.ts';

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
      text: 'They strike all requests alike, until somebody changes something there.',
      rows: rowsOf('account'),
    },
    {
      title: 'The provider itself',
      text: 'They pass by themselves; a retry is all it takes.',
      rows: rowsOf('provider'),
    },
    {
      title: 'The file',
      text: 'The check finds most of them before anything is sent. Where it does not, the provider refuses the whole job.',
      rows: [...rowsOf('file'), ...rowsOfTheCheck()],
    },
  ];
}

function rowsOf(group: ErrorGuideEntry['group']): GuideRow[] {
  return errorGuide
    .filter((entry) => entry.group === group)
    .map((entry) => ({ ...nameProvider(entry, anyProvider), ...keysOf(entry) }));
}

function keysOf({ codes, statusCodes, usualStatusCode }: ErrorGuideEntry): Pick<GuideRow, 'codes' | 'statusCodes'> {
  const usual = usualStatusCode === null || statusCodes.includes(usualStatusCode) ? [] : [usualStatusCode];
  return { codes, statusCodes: [...usual, ...statusCodes] };
}

/** What only our own check says, beside the codes that providers use too. */
function rowsOfTheCheck(): GuideRow[] {
  const known = new Set(errorGuide.flatMap((entry) => entry.codes));
  return problemCodes
    .filter((code) => !known.has(code))
    .map((code) => {
      const { title, explanation, fix, severity } = describeProblem({ code, param: null });
      const why = severity === 'error' ? 'Nothing is sent before it is mended.' : 'Only a warning: it blocks nothing.';
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
