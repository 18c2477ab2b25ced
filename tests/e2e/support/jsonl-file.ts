/** A file as Playwright hands it to an input, without one on the disk. */
export interface InputFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export interface ChatRequest {
  readonly customId: string;
  /** A directive in it, such as `[[sandbox:500 once]]`, decides what becomes of the request. */
  readonly text?: string;
  /** Members of the body beside `model`, `messages` and `max_tokens`, or in their place. */
  readonly body?: Readonly<Record<string, unknown>>;
}

export function chatLine({ customId, text = 'Say something kind.', body = {} }: ChatRequest): string {
  const messages = [{ role: 'user', content: text }];
  return JSON.stringify({
    custom_id: customId,
    method: 'POST',
    url: '/v1/chat/completions',
    body: { model: 'gpt-4o-mini', messages, max_tokens: 50, ...body },
  });
}

/** Requests `<prefix>-1`, `<prefix>-2` … that succeed. */
export function chatLines(count: number, prefix = 'request'): string[] {
  return Array.from({ length: count }, (_, index) => chatLine({ customId: `${prefix}-${index + 1}` }));
}

export function jsonlFile(name: string, lines: readonly string[]): InputFile {
  return textFile(name, lines.map((line) => `${line}\n`).join(''));
}

export function textFile(name: string, content: string | Buffer): InputFile {
  return { name, mimeType: '', buffer: Buffer.isBuffer(content) ? content : Buffer.from(content) };
}

export function customIdsOf(lines: readonly string[]): unknown[] {
  return lines.map((line) => {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null && 'custom_id' in parsed ? parsed.custom_id : null;
  });
}

export function linesOf(text: string | Buffer): string[] {
  return text
    .toString()
    .split('\n')
    .filter((line) => line.trim() !== '');
}
