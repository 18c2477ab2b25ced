import {
  type RefusalCode,
  type ProblemCode,
  type Severity,
  isProblemCode,
  severityOf,
} from '#lib/shared/contract/problem-codes.ts';
import type { Problem } from '#lib/shared/contract/problem-schema.ts';
import { fileProblemTexts } from './file-problem-texts.ts';
import { type ProblemText, lineProblemTexts, missingTexts } from './problem-texts.ts';

export type { Problem } from '#lib/shared/contract/problem-schema.ts';
export type ProblemExcerpt = NonNullable<Problem['excerpt']>;

const problemTexts: Readonly<Record<ProblemCode, ProblemText>> = { ...lineProblemTexts, ...fileProblemTexts };

/** Plain words for a problem. A code from a newer version of the product gets general ones. */
export function describeProblem(problem: {
  readonly code: string;
  readonly param: string | null;
}): ProblemText & { readonly severity: Severity } {
  if (!isProblemCode(problem.code)) {
    return {
      severity: 'error',
      title: 'The line cannot be sent.',
      explanation: `The check found a problem of the kind ${problem.code}.`,
      fix: 'Read the message, correct the line and upload the file again.',
    };
  }
  const text = { ...problemTexts[problem.code], severity: severityOf(problem.code) };
  if (problem.code !== 'missing_required_parameter' || problem.param === null) return text;
  return { ...text, ...describeMissing(problem.param.split(', ')) };
}

/** What is missing decides what to say about it; of several parts, all are named. */
function describeMissing(params: readonly string[]): Partial<ProblemText> {
  const [only = '', ...others] = params;
  if (others.length === 0) return Object.hasOwn(missingTexts, only) ? (missingTexts[only] ?? {}) : {};
  const names = params.map((param) => param.replace(/^body\./u, ''));
  const list = (word: string): string => `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;
  return { title: `There is no ${list('or')}.`, fix: `Fill in ${list('and')}.` };
}

/** Their param may be anything that stands in the file. */
const countedByCodeAlone: ReadonlySet<string> = new Set(['unknown_parameter', 'unknown_role', 'empty_input']);

/** The param to count problems by, beside the code: one of a few, whatever stands in the file, or null. */
export function groupParam(problem: Pick<Problem, 'code' | 'param'>): string | null {
  if (countedByCodeAlone.has(problem.code)) return null;
  return problem.param?.replaceAll(/\[\d+\]/g, '[]') ?? null;
}

/** The problem of a file that cannot be a batch at all. `message` says what it is and what to do. */
export function refuseFile(code: RefusalCode): Problem {
  const { title, fix } = problemTexts[code];
  return {
    line: null,
    customId: null,
    code,
    severity: 'error',
    param: null,
    message: `${title} ${fix}`,
    excerpt: null,
  };
}
