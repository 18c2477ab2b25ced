import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createReconciliation } from '#lib/batch/results/reconciliation.ts';
import { LineChecker } from '#lib/dialects/openai/check-lines.ts';
import { readLines } from '#lib/jsonl/read-lines.ts';
import { customIdOf } from '#scripts/bench/generate/custom-ids.ts';
import { writeRequestFile } from '#scripts/bench/generate/request-file.ts';
import { writeResultFiles } from '#scripts/bench/generate/result-files.ts';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'langbatch-generated-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

test('the input file has good lines only, of the wanted length on average, and is the same each time', async () => {
  const paths = [join(dir, 'first.jsonl'), join(dir, 'second.jsonl')];
  const [bytes = 0] = await Promise.all(paths.map((path) => writeRequestFile({ path, lines: 500, lineBytes: 4000 })));
  const [first, second] = await Promise.all(paths.map((path) => readFile(path)));
  expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
  expect(first?.length).toBe(bytes);
  expect(bytes / 500).toBeGreaterThan(3800);
  expect(bytes / 500).toBeLessThan(4200);

  const checker = new LineChecker();
  for await (const lines of readLines([first ?? Buffer.alloc(0)])) for (const line of lines) checker.check(line);
  expect(checker.finish()).toMatchObject({ requests: 500, badLines: 0, endpoint: '/v1/chat/completions' });
});

test('the result files have one line for each request of the part, in no order, some of them failures', async () => {
  const [outputPath, errorsPath] = [join(dir, 'output.jsonl'), join(dir, 'errors.jsonl')];
  await writeResultFiles({ outputPath, errorsPath, firstLine: 1001, lines: 400 });
  const lines = Uint32Array.from({ length: 400 }, (_, index) => 1001 + index);
  const placeOf = new Map(Array.from(lines, (line, index) => [customIdOf(line), index]));
  const reconciliation = createReconciliation({ lines, placeOf });
  const order: number[] = [];
  for (const [file, path] of [
    ['output', outputPath],
    ['errors', errorsPath],
  ] as const) {
    for await (const rows of reconciliation.readFile(file, createReadStream(path))) {
      order.push(...rows.map(({ line }) => line));
    }
  }
  expect(reconciliation.sumUp().counts).toEqual({ succeeded: 388, failed: 12, missing: 0 });
  expect(new Set(Object.values(reconciliation.oddities))).toEqual(new Set([0]));
  expect(order).not.toEqual(order.toSorted((a, b) => a - b));
});
