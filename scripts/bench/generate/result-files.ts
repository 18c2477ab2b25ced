import { type SeededRandom, createSeededRandom } from '#lib/sandbox/seeded-random.ts';
import { customIdOf } from './custom-ids.ts';
import { createProse } from './prose.ts';
import { writeLinesTo } from './write-lines-to.ts';

export interface ResultFilesOptions {
  readonly outputPath: string;
  readonly errorsPath: string;
  readonly firstLine: number;
  readonly lines: number;
}

/** Three requests in a hundred fail, as on a day with a busy provider. */
const failuresPerHundred = 3;

/** Writes the two result files of a job, one line for each request, in no order: providers answer as they finish. */
export async function writeResultFiles(options: ResultFilesOptions): Promise<void> {
  const { firstLine, lines } = options;
  const random = createSeededRandom(`results from ${firstLine}`);
  const order = shuffledLines(firstLine, lines, random);
  const hasFailed = (line: number): boolean => line % 100 < failuresPerHundred;
  const prose = createProse(random);
  await writeLinesTo(
    options.outputPath,
    order.filter((line) => !hasFailed(line)).map((line) => answerLine(line, prose(20 + random.below(60)), random)),
  );
  await writeLinesTo(
    options.errorsPath,
    order.filter(hasFailed).map((line) => failureLine(line, random)),
  );
}

function shuffledLines(first: number, count: number, random: SeededRandom): number[] {
  const lines = Array.from({ length: count }, (_, index) => first + index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const kept = lines[last] ?? 0;
    lines[last] = lines[other] ?? 0;
    lines[other] = kept;
  }
  return lines;
}

function answerLine(line: number, text: string, random: SeededRandom): string {
  const promptTokens = 40 + random.below(900);
  const completionTokens = 5 + random.below(60);
  return resultLine(line, 200, random, {
    id: `chatcmpl-${random.base62(12)}`,
    object: 'chat.completion',
    model: 'gpt-4o-mini-2024-07-18',
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  });
}

function failureLine(line: number, random: SeededRandom): string {
  const failure = failures[random.below(failures.length)] ?? failures[0];
  const { status, ...error } = failure(random);
  return resultLine(line, status, random, { error });
}

function resultLine(line: number, status: number, random: SeededRandom, body: object): string {
  return JSON.stringify({
    id: `batch_req_${random.hex(24)}`,
    custom_id: customIdOf(line),
    response: { status_code: status, request_id: random.hex(32), body },
    error: null,
  });
}

interface Failure {
  readonly status: number;
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
}

const failures: readonly [(random: SeededRandom) => Failure, ...((random: SeededRandom) => Failure)[]] = [
  (random) => ({
    status: 429,
    message: `Rate limit reached for gpt-4o-mini in organization org-${random.base62(20)} on tokens per min (TPM): Limit 200000, Used ${random.below(200_000)}. Please try again in ${random.below(900)}ms.`,
    type: 'tokens',
    param: null,
    code: 'rate_limit_exceeded',
  }),
  (random) => ({
    status: 500,
    message: `The server had an error while processing your request. Please include the request ID req_${random.hex(32)} in your message.`,
    type: 'server_error',
    param: null,
    code: null,
  }),
  (random) => ({
    status: 400,
    message: `This model's maximum context length is 128000 tokens. However, your messages resulted in ${128_001 + random.below(50_000)} tokens.`,
    type: 'invalid_request_error',
    param: 'messages',
    code: 'context_length_exceeded',
  }),
];
