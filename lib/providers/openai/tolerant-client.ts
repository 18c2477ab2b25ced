import { OpenAI } from 'openai';

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
    return super.makeStatusError(status, nestError(answer), message, headers);
  }
}

/** Undefined, an answer that is no JSON: the client then keeps its text. */
function nestError(answer: unknown): object | undefined {
  if (answer === undefined) return undefined;
  const isNested = typeof answer === 'object' && answer !== null && 'error' in answer;
  return isNested ? answer : { error: answer };
}
