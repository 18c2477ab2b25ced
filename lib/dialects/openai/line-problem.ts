import { type DecodedLine, parseJson } from '#lib/jsonl/decode.ts';
import { maxContainers, maxDepth } from '#lib/jsonl/find-excess.ts';
import type { JsonlLine } from '#lib/jsonl/read-lines.ts';
import { severityOf } from '#lib/shared/contract/problem-codes.ts';
import type { Problem, ProblemExcerpt } from '#lib/shared/words/problem.ts';
import { excerptAround } from './excerpt.ts';
import { type Finding, quotable } from './finding.ts';
import { locateMember } from './locate-member.ts';
import { nameJsonFault } from './name-json-fault.ts';

/** The problem for a finding in a line whose JSON is valid. */
export function lineProblem(line: JsonlLine, text: string, customId: string | null, finding: Finding): Problem {
  const range = finding.path === null ? null : locateMember(text, finding.path);
  const excerpt = range === null ? null : excerptAround(text, range.start, range.end);
  return makeProblem(line, customId, finding, excerpt);
}

/** The problem of a line that is no UTF-8 or no JSON. With `isStrict` it says no more than OpenAI does. */
export function unreadableLineProblem(
  line: JsonlLine,
  decoded: DecodedLine & { ok: false },
  isStrict: boolean,
): Problem {
  const { text, position } = decoded;
  const excerpt = excerptAround(text, position, position + 1);
  return makeProblem(line, guessCustomId(text), { ...describeUnreadable(decoded, isStrict), param: null }, excerpt);
}

function describeUnreadable(
  { kind, text, position }: DecodedLine & { ok: false },
  isStrict: boolean,
): Pick<Finding, 'code' | 'message'> {
  if (isStrict) return { code: 'invalid_json_line', message: 'This line is not parseable as valid JSON.' };
  if (kind === 'utf8') return { code: 'invalid_utf8', message: 'This line is not valid UTF-8.' };
  if (kind === 'too-deep')
    return { code: 'json_too_deep', message: `This line has more than ${maxDepth} brackets within each other.` };
  if (kind === 'too-many') {
    const most = maxContainers.toLocaleString('en');
    return { code: 'json_too_many_parts', message: `This line has more than ${most} lists and objects.` };
  }
  const { code, what } = nameJsonFault(text, position);
  const detail = what === null ? '' : ` Found: ${what}.`;
  return { code, message: `This line is not parseable as valid JSON.${detail}` };
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
