import { z } from 'zod';
import { answeredEndpoints } from '../answers/answer.ts';
import { progressSteps, type JobCourse } from './timeline.ts';

const problem = z.object({
  code: z.string(),
  message: z.string(),
  param: z.string().nullable(),
  line: z.number().nullable(),
});
/** What is wrong with a job's input, as OpenAI's `errors.data` says it. */
export type Problem = Readonly<z.infer<typeof problem>>;

const stepCounts = z.object({ completed: z.number(), failed: z.number() });
/** How many requests succeed and fail within one step of a job. */
export type StepCounts = Readonly<z.infer<typeof stepCounts>>;

const plan = z.object({
  model: z.string().nullable(),
  total: z.number(),
  promptTokens: z.number(),
  /** Not empty: the job fails in validation. */
  problems: z.array(problem),
  /** True when a request is to expire, and the job with it. */
  expires: z.boolean(),
  steps: z.array(stepCounts).length(progressSteps),
});
/** What reading a job's input has shown, and what will become of the job. */
export type JobPlan = Readonly<z.infer<typeof plan>>;

const results = z.object({
  outputFileId: z.string().nullable(),
  errorFileId: z.string().nullable(),
  inputTokens: z.number(),
  outputTokens: z.number(),
});
export type JobResults = Readonly<z.infer<typeof results>>;

export const jobRecord = z.object({
  version: z.literal(1),
  id: z.string(),
  sequence: z.number(),
  createdAtMs: z.number(),
  /** How long the job takes, as set when it was created. */
  jobMs: z.number(),
  endpoint: z.enum(answeredEndpoints),
  inputFileId: z.string(),
  /** False when there was no such file at the time. */
  hasInput: z.boolean(),
  completionWindow: z.string(),
  metadata: z.record(z.string(), z.string()).nullable(),
  outputExpirySeconds: z.number(),
  cancelledAtMs: z.number().nullable(),
  plan: plan.nullable(),
  results: results.nullable(),
});
export type JobRecord = Readonly<z.infer<typeof jobRecord>>;

export function courseOf(job: JobRecord): JobCourse {
  return {
    createdAtMs: job.createdAtMs,
    jobMs: job.jobMs,
    cancelledAtMs: job.cancelledAtMs,
    plan: job.plan === null ? null : { isRefused: job.plan.problems.length > 0, expires: job.plan.expires },
  };
}
