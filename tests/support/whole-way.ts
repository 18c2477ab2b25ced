import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect } from 'vitest';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import { gatherResults } from '#lib/langbatch/result-lines.ts';
import type { AnswerEnd } from '#lib/shared/contract/answer-end.ts';
import { failedLine, resultLine } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, chatLine } from './batch-world.ts';
import { readCsv } from './read-csv.ts';

const kinds = [
  'whole',
  'cut off',
  'empty',
  'without status',
  'error beside',
  'failed inside',
  'refused',
  'fault',
] as const;

/** A result line for one request of the part, in one of its two files. */
interface PlannedLine {
  readonly of: number;
  readonly kind: (typeof kinds)[number];
  readonly isInErrors: boolean;
}

interface AttemptPlan {
  /** Of attempt 1, everything is sent. */
  readonly scope: 'all' | 'unsuccessful' | 'curable' | 'failed' | 'missing';
  /** For one part after the other; a part holds at most three requests. */
  readonly parts: readonly (readonly PlannedLine[])[];
  /** The output files end within a line. */
  readonly isCut: boolean;
}

export interface Plan {
  readonly lines: readonly { readonly id: string; readonly blanks: number; readonly isBad: boolean }[];
  readonly lineEnd: string;
  readonly hasMark: boolean;
  readonly endsInBreak: boolean;
  readonly attempts: readonly AttemptPlan[];
}

const line = fc.record<PlannedLine>({
  of: fc.nat(2),
  kind: fc.constantFrom(...kinds),
  isInErrors: fc.boolean(),
});
const attempt = fc.record<AttemptPlan>({
  scope: fc.constantFrom('all', 'unsuccessful', 'curable', 'failed', 'missing'),
  parts: fc.array(fc.array(line, { maxLength: 5 }), { minLength: 3, maxLength: 3 }),
  isCut: fc.boolean(),
});
const oddId = fc.oneof(
  fc.constantFrom('=1+1', '-1', 'a\nb', 'a, "b"', ' a ', 'ü😀', '﻿x', '\u0000', 'tab\t'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
);
/** Input, parts, result files and retries of one batch. */
export const wholePlan = fc.record<Plan>({
  lines: fc.uniqueArray(fc.record({ id: oddId, blanks: fc.nat(2), isBad: fc.boolean() }), {
    minLength: 1,
    maxLength: 9,
    selector: ({ id }) => id,
  }),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  hasMark: fc.boolean(),
  endsInBreak: fc.boolean(),
  attempts: fc.array(attempt, { minLength: 1, maxLength: 3 }),
});

export interface Result {
  readonly text: string;
  readonly isSuccess: boolean;
  readonly isCurable: boolean;
  readonly ended: AnswerEnd | null;
  /** Nobody tried to answer the request, as its failure says: people are told so. */
  readonly isUntried?: boolean;
}

function writeResult(id: string, kind: PlannedLine['kind'], where: string): Result {
  const answer = (reason: string, status: object, error: object | null = null): string => {
    const body = { where, choices: [{ finish_reason: reason, message: { content: `- ${where}\n=1+1` } }] };
    return JSON.stringify({ custom_id: id, response: { ...status, body }, error });
  };
  const success = (text: string, ended: AnswerEnd): Result => ({ text, isSuccess: true, isCurable: false, ended });
  const failure = (text: string, isCurable: boolean): Result => ({ text, isSuccess: false, isCurable, ended: null });
  switch (kind) {
    case 'whole':
      return success(answer('stop', { status_code: 200 }), 'complete');
    case 'cut off':
      return success(answer('length', { status_code: 200 }), 'cut_off');
    case 'empty':
      return success(resultLine(id, 200, { where, choices: [] }), 'empty');
    case 'without status':
      return success(answer('stop', {}), 'complete');
    case 'error beside':
      return success(answer('stop', { status_code: 200 }, { message: where }), 'complete');
    case 'failed inside':
      return failure(resultLine(id, 200, { status: 'failed', error: { code: 'server_error', message: where } }), true);
    case 'refused':
      return failure(failedLine(id, 400, `invalid_${where}`), false);
    case 'fault':
      return failure(failedLine(id, 500, `fault_${where}`), true);
  }
}

export interface Request {
  readonly id: string;
  readonly line: number;
  readonly text: string;
}

/** What a batch has to come to, worked out with maps and nothing of the product's. */
export class Expected {
  readonly requests: readonly Request[];
  readonly best: Map<Request, Result>;

  constructor(requests: readonly Request[], best = new Map<Request, Result>()) {
    this.requests = requests;
    this.best = best;
  }

  outcomeOf(request: Request): 'succeeded' | 'failed' | 'missing' {
    const best = this.best.get(request);
    if (best === undefined) return 'missing';
    return best.isSuccess ? 'succeeded' : 'failed';
  }

  choose(scope: AttemptPlan['scope']): Request[] {
    const isCurable = (request: Request): boolean => this.best.get(request)?.isCurable ?? true;
    return this.requests.filter((request) => {
      const outcome = this.outcomeOf(request);
      if (scope === 'all' || scope === outcome) return true;
      return outcome !== 'succeeded' && (scope === 'unsuccessful' || (scope === 'curable' && isCurable(request)));
    });
  }

  count(outcome: string): number {
    return this.requests.filter((request) => this.outcomeOf(request) === outcome).length;
  }
}

/** The same for a plan, with the files in which it comes. */
class Model extends Expected {
  readonly input: string;
  /** The result files of a part, by its custom_ids. */
  readonly files = new Map<string, { readonly output: string; readonly errors: string }>();

  constructor({ lines, lineEnd, hasMark, endsInBreak }: Plan) {
    const rows = lines.flatMap(({ id, blanks, isBad }) => [
      ...Array.from({ length: blanks }, () => ''),
      isBad ? chatLine('') : chatLine(id),
    ]);
    const good = lines.filter(({ isBad }) => !isBad);
    super(good.map(({ id }) => ({ id, line: rows.indexOf(chatLine(id)) + 1, text: chatLine(id) })));
    this.input = (hasMark ? '\uFEFF' : '') + rows.join(lineEnd) + (endsInBreak ? lineEnd : '');
  }

  /** Writes the result files of each part and notes what they change. */
  play({ parts, isCut }: AttemptPlan, chosen: readonly Request[], number: number): void {
    this.files.clear();
    for (let from = 0; from < chosen.length; from += 3) {
      const part = chosen.slice(from, from + 3);
      const planned = (parts[from / 3] ?? []).map((one, at) => {
        const of = part[one.of % part.length];
        if (of === undefined) throw new Error('A part holds a request.');
        return { ...one, of, result: writeResult(of.id, one.kind, `${number}_${from}_${at}`) };
      });
      const errors = planned.filter(({ isInErrors }) => isInErrors);
      const output = planned.filter(({ isInErrors }) => !isInErrors);
      const text = (some: typeof planned): string => some.map(({ result }) => `${result.text}\n`).join('');
      const isTorn = isCut && output.length > 1;
      this.files.set(part.map(({ id }) => id).join('\u0001'), {
        output: isTorn ? text(output).slice(0, -5) : text(output),
        errors: text(errors),
      });
      this.#settle(part, [...(isTorn ? output.slice(0, -1) : output), ...errors]);
    }
  }

  #settle(part: readonly Request[], found: readonly { readonly of: Request; readonly result: Result }[]): void {
    for (const request of part) {
      const mine = found.filter(({ of }) => of === request).map(({ result }) => result);
      const result = mine.find(({ isSuccess }) => isSuccess) ?? mine[0];
      if (result !== undefined && (result.isSuccess || this.best.get(request)?.isSuccess !== true))
        this.best.set(request, result);
    }
  }
}

/** Has the world's provider serve the files of whatever model is played. */
function serve({ provider }: BatchWorld, played: () => Model | null): void {
  const filesOf = (jobId: string) => {
    const ids = provider.jobs.find(({ id }) => id === jobId)?.requests.map(({ customId }) => customId) ?? [];
    return played()?.files.get(ids.join('\u0001')) ?? { output: '', errors: '' };
  };
  provider.answer = () => ({});
  const describe = provider.getJob.bind(provider);
  provider.getJob = async (input) => {
    const job = await describe(input);
    const { output, errors } = filesOf(input.jobId);
    const name = (file: string, text: string): string | null =>
      job.status !== 'completed' || text === '' ? null : `${file}:${input.jobId}`;
    return { ...job, outputFileId: name('output', output), errorFileId: name('errors', errors) };
  };
  provider.downloadFile = async function* ({ fileId }) {
    const [file, jobId = ''] = fileId.split(':');
    yield await Promise.resolve(Buffer.from(filesOf(jobId)[file === 'output' ? 'output' : 'errors']));
  };
}

/** Runs plans with the real verbs and steps, and judges what came of them at every door after each attempt. */
export function createWholeWay(
  world: BatchWorld,
  judgeMore: (batchId: string, model: Expected) => Promise<void> = () => Promise.resolve(),
): (plan: Plan) => Promise<void> {
  let played: Model | null = null;
  serve(world, () => played);
  return async (plan) => {
    const model = new Model(plan);
    played = model;
    const batch = { inputName: 'a.jsonl', isListed: true, connectionId: 'connection1' };
    const { batchId } = await createBatch(world.ctx, { ...batch, content: Readable.from([Buffer.from(model.input)]) });
    await world.run(batchId);
    if (model.requests.length === 0) return;
    for (const [at, one] of plan.attempts.entries()) {
      const chosen = at === 0 ? [...model.requests] : model.choose(one.scope);
      if (chosen.length === 0) continue;
      await send(world, batchId, model, { ...one, number: at + 1, chosen });
      await judge(world, batchId, model);
      await judgeMore(batchId, model);
    }
  };
}

async function send(
  world: BatchWorld,
  batchId: string,
  model: Model,
  attemptPlan: AttemptPlan & { readonly number: number; readonly chosen: readonly Request[] },
): Promise<void> {
  const { number, chosen, scope } = attemptPlan;
  const before = world.provider.jobs.length;
  const token = `token-of-attempt-${number}`;
  const begun =
    number === 1
      ? await startBatch(world.ctx, { batchId, token, leaveOutBadLines: true })
      : await retryBatch(world.ctx, { batchId, token, scope: { kind: scope } });
  expect(begun.requests).toBe(chosen.length);
  model.play(attemptPlan, chosen, number);
  await world.run(batchId);
  const sent = world.provider.jobs.slice(before).flatMap(({ requests }) => requests.map(({ text }) => text));
  expect(sent).toEqual(chosen.map(({ text }) => text));
}

/** Judges an ended batch at every door: each download, the library's lists, the counts, and the rows that buttons promise. */
export async function judge(world: BatchWorld, batchId: string, model: Expected): Promise<void> {
  const { requests, best } = model;
  const unsuccessful = requests.filter((request) => model.outcomeOf(request) !== 'succeeded');
  const answered = requests.filter((request) => best.has(request));
  const [succeeded, failed, missing] = [model.count('succeeded'), model.count('failed'), model.count('missing')];

  expect(await world.download(batchId, 'results.jsonl')).toBe(
    answered.map((request) => `${best.get(request)?.text}\n`).join(''),
  );
  const rows = readCsv(await world.download(batchId, 'results.csv')).slice(1);
  expect(rows.map(([id, outcome, , , , , , ended]) => [id, outcome, ended])).toEqual(
    requests.map((request) => [defused(request.id), model.outcomeOf(request), best.get(request)?.ended ?? '']),
  );
  expect(await world.download(batchId, 'failed-requests.jsonl')).toBe(
    unsuccessful.map(({ text }) => `${text}\n`).join(''),
  );
  const errors = (await world.download(batchId, 'errors.jsonl')).split('\n').slice(0, -1);
  expect(errors.map((error) => (error.includes('"code":"missing"') ? 'missing' : error))).toEqual(
    unsuccessful.map((request) => best.get(request)?.text ?? 'missing'),
  );

  const record = await world.load(batchId);
  const ids = (some: readonly { readonly custom_id: string }[]) => some.map(({ custom_id: id }) => id);
  const lists = await gatherResults(world.ctx, record);
  expect([lists.successful, lists.unsuccessful, lists.missing].map(ids)).toEqual(
    ['succeeded', 'failed', 'missing'].map((outcome) =>
      requests.filter((request) => model.outcomeOf(request) === outcome).map(({ id }) => id),
    ),
  );

  const ends = (end: AnswerEnd): number => answered.filter((request) => best.get(request)?.ended === end).length;
  const view = await getBatch(world.ctx, { batchId });
  const notAnswered = answered.filter((request) => best.get(request)?.isUntried === true).length;
  const shown = { succeeded, failed: failed - notAnswered, missing, notAnswered };
  expect(view.counts).toEqual({ total: requests.length, pending: 0, ...shown });
  expect(view.endings).toEqual({ cutOff: ends('cut_off'), refused: ends('refused'), empty: ends('empty') });
  expect(view.retry.curable).toBe(model.choose('curable').length);
  expect(view.isIndexWrong).toBe(false);
  expect(Object.fromEntries(view.downloads.map(({ kind, rows: promised }) => [kind, promised]))).toMatchObject({
    'results.jsonl': succeeded + failed,
    'results.csv': requests.length,
    'results.xlsx': requests.length,
    'failed-requests.jsonl': failed + missing,
    'errors.jsonl': failed + missing,
  });
}

/** See `csvRow`: a formula is none with an apostrophe before it. */
function defused(id: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/u.test(id) && !/^[+-]?\d+(\.\d+)?$/.test(id) ? `'${id}` : id;
}
