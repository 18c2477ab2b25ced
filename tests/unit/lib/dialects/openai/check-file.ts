import { expect } from 'vitest';
import {
  type CheckerOptions,
  type CheckedRequest,
  type CheckSummary,
  LineChecker,
} from '#lib/dialects/openai/check-lines.ts';
import type { Problem } from '#lib/shared/words/problem.ts';
import { collectLines, cutIntoChunks } from '#tests/unit/lib/jsonl/chunks.ts';

export interface CheckedFile {
  readonly requests: CheckedRequest[];
  readonly problems: Problem[];
  readonly summary: CheckSummary;
}

/** Reads and checks a whole file; in any file, a line has an error or a request and never both. */
export async function checkFile(
  file: string | Uint8Array,
  options: CheckerOptions = {},
  cuts: readonly number[] = [],
): Promise<CheckedFile> {
  const checker = new LineChecker(options);
  const requests: CheckedRequest[] = [];
  const problems: Problem[] = [];
  for (const line of await collectLines(cutIntoChunks(Buffer.from(file), cuts), options)) {
    const check = checker.check(line);
    if (check.request !== null) requests.push(check.request);
    problems.push(...check.problems);
    expect(check.problems.filter((problem) => problem.severity === 'error')).toHaveLength(
      check.request === null ? 1 : 0,
    );
  }
  return { requests, problems, summary: checker.finish() };
}

/** `line code param` of each problem. */
export function inShort(problems: readonly Problem[]): string[] {
  return problems.map(({ line, code, param }) => `${line} ${code} ${param}`);
}
