import { formatBytes } from '#lib/shared/words/format.ts';
import { textOf } from './json-value.ts';

/**
 * Names a picture that came as base64, as nobody reads those: "PNG of 1024x1024, 1.4 MB, in the line as base64".
 * `facts` is what the provider says of it.
 */
export function pictureText(base64: string, facts: unknown): string {
  const format = textOf(facts, 'output_format')?.toUpperCase() ?? 'Picture';
  const size = textOf(facts, 'size');
  return `${format}${size === null ? '' : ` of ${size}`}, ${formatBytes(base64Bytes(base64), 'en')}, in the line as base64`;
}

/** How many bytes a base64 text stands for. */
export function base64Bytes(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.max(0, Math.floor((base64.length * 3) / 4) - padding);
}
