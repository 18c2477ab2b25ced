import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type CheckSummary, type LineCheck, LineChecker } from '#lib/dialects/openai/check-lines.ts';
import type { JsonObject } from '#lib/jsonl/json-object.ts';
import { readLines } from '#lib/jsonl/read-lines.ts';
import { loadTokenCounter, type TokenCounter } from '#lib/pricing/count-tokens.ts';
import type { Fate } from '../directives.ts';
import { estimatePromptTokens } from '../request-text.ts';
import type { JobPlan, JobRecord, Problem, StepCounts } from './job-record.ts';
import type { OnceClaims } from './once-claims.ts';
import { fateInJob, readPlannedRequest } from './planned-request.ts';
import { progressSteps, stepOfOffset } from './timeline.ts';

/** OpenAI's limits of one job; only the number of requests can be changed, for measurements with more. */
export interface JobLimits {
  readonly maxRequests: number;
  /** Prompt tokens of all open jobs of one model together, counted as the model's tokenizer does; null is no limit. */
  readonly maxEnqueuedTokens: number | null;
}

const readBytes = 256 * 1024;
const maxInputBytes = 209_715_200;
const maxEmbeddingInputs = 50_000;

/**
 * It answers for any model, as compatible providers have others; names that begin so show what becomes of an
 * unknown one.
 */
const unknownModel = 'no-such-model';

export interface PlanJobOptions {
  readonly job: JobRecord;
  readonly inputPath: string;
  readonly claims: OnceClaims;
  readonly limits: JobLimits;
  /** Prompt tokens of the other open jobs of this model. */
  readonly enqueuedTokensOf: (model: string) => number;
  readonly signal: AbortSignal;
}

/** Reads a job's input once and decides what will become of the job and of each request in it. */
export async function planJob(options: PlanJobOptions): Promise<JobPlan> {
  const { job } = options;
  if (!job.hasInput) return refuse([cannotFindFile(job.inputFileId)]);
  const reading = await readInput(options);
  const { summary, promptTokens } = reading;
  const model = summary.model ?? '';
  const problems = reading.problems.length > 0 ? reading.problems : findJobProblems(reading, options.limits);
  const enqueued = promptTokens + options.enqueuedTokensOf(model);
  const limit = options.limits.maxEnqueuedTokens;
  if (problems.length === 0 && limit !== null && enqueued > limit) problems.push(tokenLimitReached(model, limit));
  if (problems.length > 0) return { ...refuse(problems), model: summary.model };

  await options.claims.claim(reading.onceKeys, job.id);
  return {
    model: summary.model,
    total: summary.requests,
    promptTokens,
    problems: [],
    expires: reading.expires,
    steps: reading.steps,
  };
}

interface InputReading {
  readonly bytes: number;
  readonly summary: CheckSummary;
  readonly promptTokens: number;
  readonly problems: Problem[];
  readonly expires: boolean;
  readonly onceKeys: readonly string[];
  readonly steps: StepCounts[];
}

async function readInput(options: PlanJobOptions): Promise<InputReading> {
  const { job, claims, inputPath } = options;
  const { size: bytes } = await stat(inputPath);
  const checker = new LineChecker({ url: job.endpoint, isStrict: true });
  const problems: Problem[] = [];
  const onceKeys = new Set<string>();
  const steps = Array.from({ length: progressSteps }, () => ({ completed: 0, failed: 0 }));
  let promptTokens = 0;
  let count: TokenCounter | null = null;
  let expires = false;

  const source = createReadStream(inputPath, { highWaterMark: readBytes, signal: options.signal });
  for await (const lines of readLines(source)) {
    for (const line of lines) {
      const { request, problems: found } = checker.check(line);
      if (request === null) {
        if (problems.length < options.limits.maxRequests) problems.push(...convertErrors(found));
        continue;
      }
      const planned = readPlannedRequest(line);
      const key = planned.onceKey;
      const holder = key === null ? null : (claims.holderOf(key) ?? job.id);
      if (key !== null && holder === job.id) onceKeys.add(key);
      const fate = fateInJob(planned, job.id, holder);
      expires ||= fate.kind === 'expire';
      countFate(fate, steps[stepOfOffset(line.offset, bytes)]);
      if (options.limits.maxEnqueuedTokens === null) promptTokens += estimatePromptTokens(planned.texts);
      else promptTokens += await (count ??= await loadTokenCounter(modelOf(planned.body)))(planned.body);
    }
  }
  return { bytes, summary: checker.finish(), promptTokens, problems, expires, onceKeys: [...onceKeys], steps };
}

function modelOf({ model }: JsonObject): string | null {
  return typeof model === 'string' ? model : null;
}

function countFate(fate: Fate, step: { completed: number; failed: number } | undefined): void {
  if (step === undefined) return;
  if (fate.kind === 'answer') step.completed += 1;
  else if (fate.kind === 'http_error') step.failed += 1;
}

function convertErrors(found: LineCheck['problems']): Problem[] {
  return found
    .filter((problem) => problem.severity === 'error')
    .map(({ code, message, param, line }) => ({ code, message, param, line }));
}

function findJobProblems({ bytes, summary }: InputReading, limits: JobLimits): Problem[] {
  if (summary.model !== null && summary.model.startsWith(unknownModel)) {
    const message = `The provided model '${summary.model}' is not supported by the Batch API.`;
    return [{ code: 'model_not_found', message, param: 'body.model', line: 1 }];
  }
  if (summary.lines === 0) {
    const message = 'The input file is empty. Please ensure that the batch contains at least one request.';
    return [jobProblem('empty_file', message)];
  }
  if (bytes > maxInputBytes) {
    const message = `The batch input file is larger than the ${maxInputBytes} maximum for the ${summary.model ?? 'given'} model. Please try again with a smaller batch.`;
    return [jobProblem('invalid_request', message)];
  }
  if (summary.requests > limits.maxRequests) {
    const message = `The batch input file has ${summary.requests} requests, more than the ${limits.maxRequests} that one batch may have.`;
    return [jobProblem('too_many_tasks', message)];
  }
  if (summary.embeddingInputs > maxEmbeddingInputs) {
    const message = `The batch has ${summary.embeddingInputs} embedding inputs, more than the ${maxEmbeddingInputs} that one batch may have.`;
    return [jobProblem('too_many_embedding_inputs', message)];
  }
  return [];
}

function cannotFindFile(fileId: string): Problem {
  const message = `Cannot find file ${fileId}, or organization org-sandbox does not have access to it.`;
  return { ...jobProblem('invalid_request', message), param: 'file_id' };
}

function tokenLimitReached(model: string, limit: number): Problem {
  const message = `Enqueued token limit reached for ${model} in organization org-sandbox. Limit: ${limit.toLocaleString('en-US')} enqueued tokens. Please try again once some in_progress batches have been completed.`;
  return jobProblem('token_limit_exceeded', message);
}

function jobProblem(code: string, message: string): Problem {
  return { code, message, param: null, line: null };
}

function refuse(problems: Problem[]): JobPlan {
  const steps = Array.from({ length: progressSteps }, () => ({ completed: 0, failed: 0 }));
  return { model: null, total: 0, promptTokens: 0, problems, expires: false, steps };
}
