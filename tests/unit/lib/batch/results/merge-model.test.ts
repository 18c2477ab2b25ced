import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { mergeOutcomes } from '#lib/batch/results/merged-outcomes.ts';
import { runTask } from '#lib/batch/steps/run-task.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import type { Outcome, OutcomeCounts } from '#lib/shared/contract/status.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

/** A line of a result file. `of` picks a request of its part by number, or somebody else's. */
interface Line {
  readonly of: number | 'stranger' | 'nobody';
  readonly kind: 'answer' | 'created' | 'refused' | 'fault' | 'late' | 'broken' | 'blank';
}

interface JobPlan {
  readonly output: readonly Line[];
  readonly errors: readonly Line[];
  readonly ends: 'completed' | 'expired' | 'cancelled' | 'failed';
  /** How many looks find the job still at work. */
  readonly looks: number;
  readonly counts: { readonly total: number; readonly completed: number; readonly failed: number } | null;
}

interface AttemptPlan {
  /** What the retry sends; of attempt 1, everything. `some` are places among all requests. */
  readonly scope: 'all' | 'unsuccessful' | 'curable' | 'failed' | 'missing' | readonly number[];
  readonly jobs: readonly JobPlan[];
}

interface Plan {
  readonly requests: number;
  readonly perPart: number;
  readonly attempts: readonly AttemptPlan[];
}

const line = fc.record<Line>({
  of: fc.oneof({ weight: 8, arbitrary: fc.nat(7) }, fc.constantFrom('stranger', 'nobody')),
  kind: fc.constantFrom('answer', 'created', 'refused', 'fault', 'late', 'broken', 'blank'),
});
const number = fc.nat(9);
const job = fc.record<JobPlan>({
  output: fc.array(line, { maxLength: 7 }),
  errors: fc.array(line, { maxLength: 4 }),
  ends: fc.constantFrom('completed', 'expired', 'cancelled', 'failed'),
  looks: fc.integer({ min: 1, max: 4 }),
  counts: fc.option(fc.record({ total: number, completed: number, failed: number })),
});
const attempt = fc.record<AttemptPlan>({
  scope: fc.oneof(
    fc.constantFrom('all', 'unsuccessful', 'curable', 'failed', 'missing'),
    fc.uniqueArray(fc.nat(7), { minLength: 1 }),
  ),
  jobs: fc.array(job, { minLength: 8, maxLength: 8 }),
});
const plan = fc.record<Plan>({
  requests: fc.integer({ min: 1, max: 8 }),
  perPart: fc.integer({ min: 1, max: 4 }),
  attempts: fc.array(attempt, { minLength: 1, maxLength: 4 }),
});
/** Which of the due steps comes next; each order of arrival is such a list. */
const order = fc.array(fc.nat(100), { minLength: 1, maxLength: 60 });

const idOf = (request: number): string => `r${request + 1}`;

/** A line's text names attempt, part and place, so that no two are alike. */
function writeLine({ of, kind }: Line, part: readonly number[], where: string): string {
  if (kind === 'blank') return ' \t';
  if (kind === 'broken') return `{"custom_id": "${idOf(part[0] ?? 0)}", "response": {"status_code": 200 ${where}`;
  const customId = typeof of === 'number' ? idOf(part[of % part.length] ?? 0) : of === 'stranger' ? 'x' : null;
  const answers = {
    answer: { response: { status_code: 200, body: { where } }, error: null },
    created: { error: null, response: { body: { where }, status_code: '201' } },
    refused: {
      response: { status_code: 400, body: { error: { message: where, code: 'invalid_value' } } },
      error: null,
    },
    fault: { response: null, error: { code: 500, message: where } },
    late: { response: null, error: { code: 'batch_expired', message: where } },
  };
  return JSON.stringify(of === 'nobody' ? { ...answers[kind] } : { custom_id: customId, ...answers[kind] });
}

/** What the provider serves and what a batch comes to, worked out with maps and nothing of the product's. */
class Model {
  /** By attempt and custom_ids of the part. */
  readonly jobs = new Map<string, { readonly plan: JobPlan; readonly output: string; readonly errors: string }>();
  /** The requests of each attempt. */
  readonly sent: (readonly number[])[] = [];
  readonly #plan: Plan;
  readonly #best = new Map<
    number,
    { readonly text: string; readonly isSuccess: boolean; readonly isCurable: boolean }
  >();
  /** The requests without a line whose newest job was cancelled or failed: nobody tried to answer them. */
  readonly #untried = new Set<number>();

  constructor(plan: Plan) {
    this.#plan = plan;
    for (const [at, one] of plan.attempts.entries()) {
      const chosen = this.#choose(at === 0 ? 'all' : one.scope);
      this.sent.push(chosen);
      if (chosen.length > 0) this.#play(at, one, chosen);
    }
  }

  #all(): number[] {
    return Array.from({ length: this.#plan.requests }, (_, request) => request);
  }

  outcomeOf(request: number): 'succeeded' | 'failed' | 'missing' {
    const best = this.#best.get(request);
    if (best === undefined) return 'missing';
    return best.isSuccess ? 'succeeded' : 'failed';
  }

  isCurable(request: number): boolean {
    return this.#best.get(request)?.isCurable ?? true;
  }

  #choose(scope: AttemptPlan['scope']): number[] {
    return this.#all().filter((request) => {
      const outcome = this.outcomeOf(request);
      if (typeof scope !== 'string') return scope.includes(request);
      if (scope === 'all') return true;
      if (scope === 'failed' || scope === 'missing') return outcome === scope && !this.#untried.has(request);
      return outcome !== 'succeeded' && (scope === 'unsuccessful' || this.isCurable(request));
    });
  }

  #play(at: number, { jobs }: AttemptPlan, chosen: readonly number[]): void {
    for (let from = 0, part = 0; from < chosen.length; from += this.#plan.perPart, part += 1) {
      const requests = chosen.slice(from, from + this.#plan.perPart);
      const one = jobs[part];
      if (one === undefined) throw new Error('The plan has a job for each part.');
      const texts: { readonly output: string[]; readonly errors: string[] } = { output: [], errors: [] };
      const found = new Map<number, { text: string; isSuccess: boolean; isCurable: boolean }>();
      for (const file of ['output', 'errors'] as const) {
        for (const [place, what] of one[file].entries()) {
          const text = writeLine(what, requests, `${at + 1}/${part + 1}/${file}/${place + 1}`);
          texts[file].push(text);
          const request = typeof what.of === 'number' ? requests[what.of % requests.length] : undefined;
          if (request === undefined || what.kind === 'broken' || what.kind === 'blank') continue;
          const isSuccess = what.kind === 'answer' || what.kind === 'created';
          const earlier = found.get(request);
          if (earlier === undefined || (isSuccess && !earlier.isSuccess))
            found.set(request, { text, isSuccess, isCurable: !isSuccess && what.kind !== 'refused' });
        }
      }
      const [output, errors] = [texts.output.join('\n'), texts.errors.join('\r\n')];
      this.jobs.set(`${at + 1}/${requests.map(idOf).join()}`, { plan: one, output, errors });
      for (const request of requests) {
        const result = found.get(request);
        const before = this.#best.get(request);
        if (result !== undefined && (result.isSuccess || before?.isSuccess !== true)) this.#best.set(request, result);
        if (this.#best.has(request) || one.ends === 'completed' || one.ends === 'expired')
          this.#untried.delete(request);
        else this.#untried.add(request);
      }
    }
  }

  results(): string {
    return this.#all()
      .flatMap((request) => this.#best.get(request)?.text ?? [])
      .map((text) => `${text}\n`)
      .join('');
  }

  /** What `play` has to come to. */
  summary(): Summary {
    const outcomes = this.#all().map((request) => this.outcomeOf(request));
    const countOf = (outcome: string): number => outcomes.filter((one) => one === outcome).length;
    const [succeeded, failed, missing] = [countOf('succeeded'), countOf('failed'), countOf('missing')];
    const counts = { total: outcomes.length, pending: 0, succeeded, failed, missing };
    const results = this.results();
    const curable = this.#all().filter(
      (request) => this.outcomeOf(request) !== 'succeeded' && this.isCurable(request),
    ).length;
    const sent = this.sent.map((requests) => requests.map(idOf));
    return { sent, results, resultBytes: Buffer.byteLength(results), outcomes, counts, merged: counts, curable };
  }
}

interface Summary {
  readonly sent: readonly (readonly string[])[];
  readonly results: string;
  readonly resultBytes: number;
  readonly outcomes: readonly Outcome[];
  readonly counts: OutcomeCounts;
  readonly merged: OutcomeCounts;
  readonly curable: number;
}

/** Lets the world's provider answer as the model says; `attemptNow` tells which attempt is being sent. */
function serve({ provider }: BatchWorld, model: Model, attemptNow: () => number): void {
  const jobs = new Map<string, { readonly serves: NonNullable<ReturnType<Model['jobs']['get']>>; looks: number }>();
  const createJob = provider.createJob.bind(provider);
  provider.createJob = async (input) => {
    const made = await createJob(input);
    const ids = provider.jobs.at(-1)?.requests.map(({ customId }) => customId);
    const serves = model.jobs.get(`${attemptNow()}/${ids?.join()}`);
    if (serves === undefined) throw new Error(`The model has no part ${ids?.join()} in attempt ${attemptNow()}.`);
    jobs.set(made.id, { serves, looks: 0 });
    return made;
  };
  const getJob = provider.getJob.bind(provider);
  provider.getJob = async (input) => {
    const seen = await getJob(input);
    const job = jobs.get(input.jobId);
    if (job === undefined) throw new Error('Nobody asked for this job.');
    const { plan: planned, output, errors } = job.serves;
    job.looks += 1;
    const status = job.looks > planned.looks ? planned.ends : 'in_progress';
    const named = (file: string, text: string): string | null => (text === '' ? null : `${file}:${input.jobId}`);
    return {
      ...seen,
      status,
      providerStatus: status,
      counts: planned.counts,
      errors: [],
      outputFileId: named('output', output),
      errorFileId: named('errors', errors),
    };
  };
  provider.downloadFile = async function* ({ fileId }) {
    const [file, jobId = ''] = fileId.split(':');
    const serves = jobs.get(jobId)?.serves;
    yield Buffer.from((file === 'output' ? serves?.output : serves?.errors) ?? '');
  };
}

/** Does the due steps of all jobs in a given order. */
async function runInOrder(world: BatchWorld, batchId: string, choices: readonly number[]): Promise<void> {
  for (let step = 0; step < 5_000; step += 1) {
    const due = dueTasks(await world.load(batchId));
    const task = due[(choices[step % choices.length] ?? 0) % Math.max(due.length, 1)];
    if (task === undefined) return;
    world.clock.advanceTo(task.dueAt);
    await runTask(world.ctx, task);
  }
  throw new Error('There is no end to it.');
}

async function play(of: Plan, model: Model, choices: readonly number[]): Promise<Summary> {
  const world = createBatchWorld();
  let attemptNow = 1;
  world.provider.limits = { ...world.provider.limits, maxRequestsPerJob: of.perPart };
  serve(world, model, () => attemptNow);
  const batchId = await world.draft(of.requests);
  const sent: string[][] = [];
  for (const [at, { scope }] of of.attempts.entries()) {
    attemptNow = at + 1;
    const chosen = model.sent[at] ?? [];
    const jobsBefore = world.provider.jobs.length;
    const token = `token-of-attempt-${attemptNow}`;
    if (at === 0) await startBatch(world.ctx, { batchId, token });
    else if (chosen.length > 0) await retryBatch(world.ctx, { batchId, token, scope: scopeInput(scope, chosen) });
    await runInOrder(world, batchId, choices);
    const requests = world.provider.jobs.slice(jobsBefore).flatMap((one) => one.requests);
    sent.push(requests.map(({ customId }) => customId).toSorted());
  }
  const { counts, curable, resultBytes } = await world.load(batchId);
  const merged = await mergeOutcomes(world.ctx, await world.load(batchId));
  const outcomes = Array.from({ length: of.requests }, (_, request) => merged.outcomeOf(request + 1));
  const results = await world.download(batchId, 'results.jsonl');
  return { sent, results, resultBytes, outcomes, counts, merged: merged.counts, curable };
}

function scopeInput(scope: AttemptPlan['scope'], chosen: readonly number[]): object {
  if (typeof scope === 'string') return { kind: scope };
  return chosen.length % 2 === 0
    ? { kind: 'lines', lines: chosen.map((request) => request + 1) }
    : { kind: 'custom_ids', customIds: chosen.map(idOf) };
}

test('what a batch comes to is a function of its input and attempts, in whatever order jobs and files arrive', async () => {
  await fc.assert(
    fc.asyncProperty(plan, order, order, async (of, one, other) => {
      const model = new Model(of);
      expect(await play(of, model, one)).toEqual(model.summary());
      expect(await play(of, model, other)).toEqual(model.summary());
    }),
    { numRuns: process.env['LANGBATCH_TEST_FULL'] === undefined ? 12 : 200 },
  );
});
