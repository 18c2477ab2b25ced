import { OpenAI } from 'openai';
import { z } from 'zod';

const wireError = z.object({
  message: z.string(),
  type: z.string(),
  param: z.string().nullable(),
  code: z.string().nullable(),
});

export type Refusal = z.infer<typeof wireError> & { readonly status: number | undefined };

/** Waits for a call to be refused and returns what the API said. Throws when it was not refused. */
export async function whyRefused(call: PromiseLike<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof OpenAI.APIError)) throw error;
    return { status: Number(error.status), ...wireError.parse(error.error) };
  }
  throw new Error('The call was not refused.');
}

/** The refusal that OpenAI gives for what a caller did wrong. */
export function refusal(
  status: number,
  message: string,
  param: string | null = null,
  code: string | null = null,
): Refusal {
  return { status, message, type: 'invalid_request_error', param, code };
}
