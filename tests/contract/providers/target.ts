import { setTimeout as sleep } from 'node:timers/promises';
import { OpenAI } from 'openai';
import type { Batch } from 'openai/resources/batches';
import { isEnded } from '#lib/shared/contract/status.ts';
import { startSandbox } from '#tests/support/sandbox.ts';

/** What the conformance suite runs against. */
export interface Target extends AsyncDisposable {
  readonly client: OpenAI;
  readonly baseUrl: string;
  /** A chat model that the target takes in batches. */
  readonly model: string;
  /** Looks at a batch until it has ended. */
  waitForEnd(batchId: string): Promise<Batch>;
}

const remotePauseMs = 10_000;

/**
 * `LANGBATCH_CONFORMANCE_URL` (with `LANGBATCH_CONFORMANCE_KEY` and `LANGBATCH_CONFORMANCE_MODEL`) points the suite at
 * any base URL; a paid one costs a few cents. Without it, a sandbox is started.
 */
export async function openTarget(): Promise<Target> {
  const { LANGBATCH_CONFORMANCE_URL: url, LANGBATCH_CONFORMANCE_KEY: key, LANGBATCH_CONFORMANCE_MODEL } = process.env;
  const model = LANGBATCH_CONFORMANCE_MODEL ?? 'gpt-4o-mini';
  if (url !== undefined) {
    const pause = (): Promise<void> => sleep(remotePauseMs);
    return makeTarget({ baseUrl: url, apiKey: key ?? 'none', model, pause, close: async () => {} });
  }
  const sandbox = await startSandbox();
  const pause = async (): Promise<void> => sandbox.advance(1000);
  return makeTarget({ baseUrl: sandbox.baseUrl, apiKey: 'any', model, pause, close: sandbox.close });
}

interface TargetParts {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
  readonly pause: () => Promise<void>;
  readonly close: () => Promise<void>;
}

function makeTarget({ baseUrl, apiKey, model, pause, close }: TargetParts): Target {
  const client = new OpenAI({ baseURL: baseUrl, apiKey, maxRetries: 0, logLevel: 'off' });
  return {
    client,
    baseUrl,
    model,
    async waitForEnd(batchId) {
      let batch = await client.batches.retrieve(batchId);
      while (!isEnded(batch.status)) {
        await pause();
        batch = await client.batches.retrieve(batchId);
      }
      return batch;
    },
    [Symbol.asyncDispose]: close,
  };
}

/** The lines of a batch file of chat requests with these contents, ids `r-1`, `r-2`, … */
export function chatLines(model: string, contents: readonly string[]): string {
  return contents
    .map((content, index) => {
      const body = { model, messages: [{ role: 'user', content }], max_tokens: 20 };
      return `${JSON.stringify({ custom_id: `r-${index + 1}`, method: 'POST', url: '/v1/chat/completions', body })}\n`;
    })
    .join('');
}
