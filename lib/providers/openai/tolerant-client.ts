import { APIError, OpenAI } from 'openai';

/**
 * The `openai` client, which reads what went wrong from `error` in an answer and nowhere else. SiliconFlow
 * and Novita send `{ code, message }` without it, or nothing but a text in quotes: this one reads those too.
 */
export class TolerantOpenAI extends OpenAI {
  protected override makeStatusError(
    status: number,
    answer: object | undefined,
    message: string | undefined,
    headers: Headers,
  ) {
    // What is no JSON: only without an answer does the client keep its text.
    if (answer === undefined) return APIError.generate(status, undefined, message, headers);
    return super.makeStatusError(status, nestError(answer), message, headers);
  }
}

function nestError(answer: unknown): object {
  const isNested = typeof answer === 'object' && answer !== null && 'error' in answer;
  return isNested ? answer : { error: answer };
}
