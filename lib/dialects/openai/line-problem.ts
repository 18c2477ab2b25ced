import { type DecodedLine, parseJson } from '#lib/jsonl/decode.ts';
import { maxDepth } from '#lib/jsonl/find-too-deep.ts';
import type { JsonlLine } from '#lib/jsonl/read-lines.ts';
import { severityOf } from '#lib/shared/contract/problem-codes.ts';
import type { Problem, ProblemExcerpt } from '#lib/shared/words/problem.ts';
import { excerptAround } from './excerpt.ts';
import { type Finding, quotable } from './finding.ts';
import { locateMember } from './locate-member.ts';

/** The problem for a finding in a line whose JSON is valid. */
export function lineProblem(line: JsonlLine, text: string, customId: string | null, finding: Finding): Problem {
  const range = finding.path === null ? null : locateMember(text, finding.path);
  const excerpt = range === null ? null : excerptAround(text, range.start, range.end);
  return makeProblem(line, customId, finding, excerpt);
}

const unreadable = {
  utf8: ['invalid_utf8', 'This line is not valid UTF-8.'],
  json: ['invalid_json_line', 'This line is not parseable as valid JSON.'],
  'too-deep': ['json_too_deep', `This line has more than ${maxDepth} brackets within each other.`],
} as const;

/** The problem of a line that is no UTF-8 or no JSON. */
export function unreadableLineProblem(line: JsonlLine, decoded: DecodedLine & { ok: false }): Problem {
  const { kind, text, position } = decoded;
  const [code, message] = unreadable[kind];
  const excerpt = excerptAround(text, position, position + 1);
  return makeProblem(line, guessCustomId(text), { code, param: null, message }, excerpt);
}

/** The problem of a line that the reader passed over. */
export function longLineProblem(line: JsonlLine, maxLineBytes: number): Problem {
  const message = `This line has ${line.length} bytes, more than the ${maxLineBytes} that a line may have.`;
  return makeProblem(line, null, { code: 'line_too_long', param: null, message }, null);
}

function makeProblem(
  { line }: JsonlLine,
  customId: string | null,
  { code, param, message }: Omit<Finding, 'path'>,
  excerpt: ProblemExcerpt | null,
): Problem {
  const shownId = customId === null ? null : quotable(customId);
  return { line, customId: shownId, code, severity: severityOf(code), param, message, excerpt };
}

/** A line that cannot be parsed often still shows which request it is. */
function guessCustomId(text: string): string | null {
  const written = /"custom_id"\s*:\s*("(?:[^"\\]|\\.){1,200}")/u.exec(text)?.[1];
  const parsed = written === undefined ? null : parseJson(written);
  return parsed?.ok === true && typeof parsed.value === 'string' ? parsed.value : null;
}
