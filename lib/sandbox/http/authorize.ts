import { ApiFailure } from './api-failure.ts';

/** Keys that begin so are refused, so that a refused key can be shown and tested. */
const refusedPrefixes = ['sandbox-refuse', 'sk-wrong'];
const shownLength = 4;

/** Takes any key but the refused ones. Throws `ApiFailure` with OpenAI's texts. */
export function authorize(header: string | undefined): void {
  const key = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  if (key === undefined) throw new ApiFailure(401, 'Missing bearer or basic authentication in header');
  if (refusedPrefixes.some((prefix) => key.startsWith(prefix))) {
    const shown = `${key.slice(0, shownLength)}***${key.slice(-shownLength)}`;
    throw new ApiFailure(
      401,
      `Incorrect API key provided: ${shown}. You can find your API key at https://platform.openai.com/account/api-keys.`,
      { code: 'invalid_api_key' },
    );
  }
}
