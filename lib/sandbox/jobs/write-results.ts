import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readLines, type JsonlLine } from '#lib/jsonl/read-lines.ts';
import { makeAnswer } from '../answers/answer.ts';
import { makeErrorResponse } from '../answers/error-response.ts';
import { makeFileId, type FileRecords } from '../file-records.ts';
import { toPythonJson } from '../python-json.ts';
import { createSeededRandom } from '../seeded-random.ts';
import type { JobRecord, JobResults } from './job-record.ts';
import type { OnceClaims } from './once-claims.ts';
import { fateInJob, readPlannedRequest } from './planned-request.ts';
import { createResultWriter, type ResultWriter } from './result-writer.ts';
import { stepOfOffset, type Moment } from './timeline.ts';

const readBytes = 256 * 1024;

/** Only endpoints that have a default model of their own let a request leave it out. */
const defaultModel = 'omni-moderation-latest';

export interface WriteResultsOptions {
  readonly job: JobRecord;
  /** Where the job stands: it has ended, and was in progress before. */
  readonly moment: Moment;
  readonly inputPath: string;
  readonly inputBytes: number;
  readonly files: FileRecords;
  readonly claims: OnceClaims;
  /** For files that are not whole yet. */
  readonly workDir: string;
  readonly signal: AbortSignal;
}

/**
 * Writes the output and the error file of a job that has ended. The same job gives the same files, so that it can be
 * done again after a crash. Reads the input once and holds no more than a few MB of it.
 */
export async function writeResults(options: WriteResultsOptions): Promise<JobResults> {
  const { job, moment, workDir } = options;
  const outputPath = join(workDir, `${job.id}_output.jsonl`);
  const errorPath = join(workDir, `${job.id}_error.jsonl`);
  const output = createResultWriter(outputPath, createSeededRandom(`${job.id} output`));
  const errors = createResultWriter(errorPath, createSeededRandom(`${job.id} error`));
  try {
    const usage = await writeLines(options, output, errors);
    const add = async (kind: 'output' | 'error', writer: ResultWriter, path: string): Promise<string | null> => {
      const bytes = await writer.finish();
      await writer.close();
      if (bytes === null) return null;
      const createdAtMs = moment.endedAtMs ?? job.createdAtMs;
      const file = await options.files.add(
        {
          id: makeFileId(`${job.id} ${kind}`),
          purpose: 'batch_output',
          filename: `${job.id}_${kind}.jsonl`,
          bytes,
          createdAtMs,
          expiresAtMs: createdAtMs + job.outputExpirySeconds * 1000,
        },
        path,
      );
      return file.id;
    };
    return {
      outputFileId: await add('output', output, outputPath),
      errorFileId: await add('error', errors, errorPath),
      ...usage,
    };
  } finally {
    await output.close();
    await errors.close();
    await Promise.all([rm(outputPath, { force: true }), rm(errorPath, { force: true })]);
  }
}

async function writeLines(
  options: WriteResultsOptions,
  output: ResultWriter,
  errors: ResultWriter,
): Promise<{ inputTokens: number; outputTokens: number }> {
  let inputTokens = 0;
  let outputTokens = 0;
  const source = createReadStream(options.inputPath, { highWaterMark: readBytes, signal: options.signal });
  for await (const lines of readLines(source)) {
    for (const line of lines) {
      const result = makeResult(line, options);
      if (result === null) continue;
      inputTokens += result.inputTokens;
      outputTokens += result.outputTokens;
      await (result.isSuccess ? output : errors).write(toPythonJson(result.line));
    }
  }
  return { inputTokens, outputTokens };
}

interface RequestResult {
  readonly isSuccess: boolean;
  readonly line: unknown;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What the result files say of one input line; null when they say nothing. */
function makeResult(line: JsonlLine, { job, moment, claims, inputBytes }: WriteResultsOptions): RequestResult | null {
  const request = readPlannedRequest(line);
  const random = createSeededRandom(`${job.id} ${line.line}`);
  const base = { id: `batch_req_${random.hex(32)}`, custom_id: request.customId };
  if (stepOfOffset(line.offset, inputBytes) >= moment.stepsDone) {
    return unexecuted(base, 'batch_cancelled', 'This request was not executed before the batch was cancelled.');
  }
  const fate = fateInJob(request, job.id, request.onceKey === null ? null : claims.holderOf(request.onceKey));
  const model = typeof request.body['model'] === 'string' ? request.body['model'] : defaultModel;
  if (fate.kind === 'missing') return null;
  if (fate.kind === 'expire') {
    return unexecuted(
      base,
      'batch_expired',
      'This request could not be executed before the completion window expired.',
    );
  }
  if (fate.kind === 'http_error') {
    const error = makeErrorResponse(fate.statusCode, model, random);
    const response = { status_code: fate.statusCode, request_id: random.uuid(), body: { error } };
    return { isSuccess: false, line: { ...base, response, error: null }, inputTokens: 0, outputTokens: 0 };
  }
  const createdAtSeconds = Math.floor((moment.inProgressAtMs ?? job.createdAtMs) / 1000);
  const { body, texts } = request;
  const answer = makeAnswer(job.endpoint, { body, texts, model, createdAtSeconds, random, form: fate.form });
  const response = { status_code: 200, request_id: random.uuid(), body: answer.body };
  const { inputTokens, outputTokens } = answer;
  return { isSuccess: true, line: { ...base, response, error: null }, inputTokens, outputTokens };
}

function unexecuted(base: object, code: string, message: string): RequestResult {
  const line = { ...base, response: null, error: { code, message } };
  return { isSuccess: false, line, inputTokens: 0, outputTokens: 0 };
}
