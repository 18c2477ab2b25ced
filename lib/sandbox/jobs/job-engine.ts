import { randomBytes } from 'node:crypto';
import { copyFile, link, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '#lib/contracts/context.ts';
import type { Logger } from '#lib/log.ts';
import { isEnded } from '#lib/shared/contract/status.ts';
import type { FileRecords } from '../file-records.ts';
import { openRecordStore, type RecordStore } from '../record-store.ts';
import { courseOf, jobRecord, type JobRecord } from './job-record.ts';
import { openOnceClaims, type OnceClaims } from './once-claims.ts';
import { planJob, type JobLimits } from './plan-job.ts';
import { momentOf, validationDueAtMs, type Moment } from './timeline.ts';
import { createWorkQueue, type WorkQueue } from './work-queue.ts';
import { writeResults } from './write-results.ts';

export interface JobEngineOptions {
  /** Jobs, their inputs and half-written results live here. */
  readonly dir: string;
  readonly files: FileRecords;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Logger;
  readonly jobMs: number;
  readonly limits: JobLimits;
  /** How long a look at a job waits for work on it that is due, such as writing its results. */
  readonly patienceMs: number;
}

export type NewJob = Pick<
  JobRecord,
  'endpoint' | 'inputFileId' | 'completionWindow' | 'metadata' | 'outputExpirySeconds'
>;

/** A job and where it stands. */
export interface JobView {
  readonly job: JobRecord;
  readonly moment: Moment;
}

/** Opens the jobs in `dir` and takes up the work that an earlier process left. */
export async function openJobEngine(options: JobEngineOptions): Promise<JobEngine> {
  const workDir = join(options.dir, 'work');
  await rm(workDir, { recursive: true, force: true });
  await mkdir(workDir, { recursive: true });
  await mkdir(join(options.dir, 'inputs'), { recursive: true });
  const jobs = await openRecordStore(join(options.dir, 'jobs'), jobRecord);
  const claims = await openOnceClaims(join(options.dir, 'once.txt'));
  return new JobEngine(options, { jobs, claims, workDir });
}

interface EngineParts {
  readonly jobs: RecordStore<JobRecord>;
  readonly claims: OnceClaims;
  /** For files that are not whole yet. */
  readonly workDir: string;
}

/** The sandbox's jobs. They advance by themselves with the clock, through restarts too. */
export class JobEngine {
  readonly #options: JobEngineOptions;
  readonly #jobs: RecordStore<JobRecord>;
  readonly #claims: OnceClaims;
  readonly #workDir: string;
  readonly #work: WorkQueue;

  constructor(options: JobEngineOptions, parts: EngineParts) {
    this.#options = options;
    this.#jobs = parts.jobs;
    this.#claims = parts.claims;
    this.#workDir = parts.workDir;
    this.#work = createWorkQueue(options.log);
    for (const job of this.#jobs.list()) if (needsPlan(job)) void this.#plan(job.id);
  }

  async create(input: NewJob): Promise<JobView> {
    const id = `batch_${randomBytes(16).toString('hex')}`;
    const hasInput = await this.#takeInput(id, input.inputFileId);
    const job: JobRecord = {
      version: 1,
      id,
      sequence: this.#jobs.nextSequence(),
      createdAtMs: this.#nowMs(),
      jobMs: this.#options.jobMs,
      ...input,
      hasInput,
      cancelledAtMs: null,
      plan: null,
      results: null,
    };
    await this.#jobs.save(job);
    void this.#plan(id);
    return { job, moment: this.#momentOf(job) };
  }

  /** Where a job stands, after a short wait for work on it that is due. Null when there is no such job. */
  async look(id: string): Promise<JobView | null> {
    const created = this.#jobs.find(id);
    if (created === null) return null;
    const { patienceMs } = this.#options;
    const isPlanDue = needsPlan(created) && this.#nowMs() >= validationDueAtMs(courseOf(created));
    if (isPlanDue) await waitAtMost(this.#plan(id), patienceMs);
    const planned = this.#jobs.find(id) ?? created;
    if (needsResults(planned, this.#momentOf(planned))) await waitAtMost(this.#finish(id), patienceMs);
    const job = this.#jobs.find(id) ?? planned;
    const moment = this.#momentOf(job);
    return { job, moment: needsResults(job, moment) ? { ...moment, ...stillBusy(job) } : moment };
  }

  /** Newest first, where they stand being left open. */
  list(): readonly JobRecord[] {
    return this.#jobs.list().toReversed();
  }

  /** Starts the cancelling of a job that has not ended. */
  async cancel(id: string): Promise<JobView | null> {
    await this.#update(id, { cancelledAtMs: this.#nowMs() });
    const job = this.#jobs.find(id);
    if (job === null) return null;
    const moment = this.#momentOf(job);
    if (moment.inProgressAtMs === null) void this.#dropInput(id);
    return { job, moment };
  }

  /** Stops all work; what was under way is done again after the next start. */
  close(): Promise<void> {
    return this.#work.close();
  }

  #plan(id: string): Promise<void> {
    return this.#work.run(`plan ${id}`, async (signal) => {
      const job = this.#jobs.find(id);
      if (job === null || !needsPlan(job)) return;
      const plan = await planJob({
        job,
        inputPath: this.#inputPathOf(id),
        claims: this.#claims,
        limits: this.#options.limits,
        enqueuedTokensOf: (model) => this.#enqueuedTokensOf(model, id),
        signal,
      });
      // A job that was cancelled in the meantime has ended in validation.
      if (this.#jobs.find(id)?.cancelledAtMs === null) await this.#update(id, { plan });
      if (plan.problems.length > 0) await rm(this.#inputPathOf(id), { force: true });
    });
  }

  #finish(id: string): Promise<void> {
    return this.#work.run(`results ${id}`, async (signal) => {
      const job = this.#jobs.find(id);
      if (job === null || !needsResults(job, this.#momentOf(job))) return;
      const inputPath = this.#inputPathOf(id);
      const results = await writeResults({
        job,
        moment: this.#momentOf(job),
        inputPath,
        inputBytes: (await stat(inputPath)).size,
        files: this.#options.files,
        claims: this.#claims,
        workDir: this.#workDir,
        signal,
      });
      await this.#update(id, { results });
      await rm(inputPath, { force: true });
    });
  }

  #dropInput(id: string): Promise<void> {
    return this.#work.run(`drop ${id}`, () => rm(this.#inputPathOf(id), { force: true }));
  }

  async #takeInput(id: string, fileId: string): Promise<boolean> {
    const file = this.#options.files.find(fileId, this.#nowMs());
    if (file === null) return false;
    await linkOrCopy(this.#options.files.contentPath(file), this.#inputPathOf(id));
    return true;
  }

  /** Reads the record anew, so that what else has happened to the job in the meantime stays. */
  async #update(id: string, change: Partial<JobRecord>): Promise<void> {
    const job = this.#jobs.find(id);
    if (job !== null) await this.#jobs.save({ ...job, ...change });
  }

  #enqueuedTokensOf(model: string, exceptId: string): number {
    return this.#jobs
      .list()
      .filter((job) => job.id !== exceptId && job.plan?.model === model && !isEnded(this.#momentOf(job).status))
      .reduce((sum, job) => sum + (job.plan?.promptTokens ?? 0), 0);
  }

  #inputPathOf(id: string): string {
    return join(this.#options.dir, 'inputs', `${id}.jsonl`);
  }

  #momentOf(job: JobRecord): Moment {
    return momentOf(courseOf(job), this.#nowMs());
  }

  #nowMs(): number {
    return this.#options.clock.now().getTime();
  }
}

function needsPlan(job: JobRecord): boolean {
  return job.plan === null && job.cancelledAtMs === null;
}

/** A job that was in progress and has ended leaves files behind. */
function needsResults(job: JobRecord, moment: Moment): boolean {
  return job.results === null && moment.endedAtMs !== null && moment.inProgressAtMs !== null;
}

/** What a job says of itself while its results are still being written. */
function stillBusy(job: JobRecord): Pick<Moment, 'status' | 'endedAtMs'> {
  return { status: job.cancelledAtMs === null ? 'finalizing' : 'cancelling', endedAtMs: null };
}

async function waitAtMost(work: Promise<void>, ms: number): Promise<void> {
  const timeout = Promise.withResolvers<void>();
  const timer = setTimeout(timeout.resolve, ms);
  try {
    await Promise.race([work, timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** A job keeps its input even when the file is deleted. Not every file system can link. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    await copyFile(from, to);
  }
}
