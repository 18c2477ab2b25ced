import { parseJson } from '#lib/jsonl/decode.ts';
import { parseResultLine } from './parse-result-line.ts';

const mostHeadBytes = 1024;
const text = '"(?:[^"\\\\]|\\\\.)*"';

/**
 * The line's beginning where the members before `custom_id` are texts, numbers or null, as with every
 * provider that we know.
 */
const head = new RegExp(
  `^\\s*\\{(?:\\s*${text}\\s*:\\s*(?:${text}|null|-?\\d+)\\s*,)*?\\s*"custom_id"\\s*:\\s*(${text})`,
);

/**
 * Which request a result line answers, mostly by its beginning alone: to parse a line whole takes as long as
 * collecting it. Null for what names none. The rest of the line may be broken: ask of a line that may have
 * been cut with `parseResultLine`.
 */
export function readCustomId(bytes: Uint8Array): string | null {
  const found = head.exec(
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, mostHeadBytes)).toString(),
  );
  const customId = found?.[1] === undefined ? null : parseJson(found[1]);
  if (customId?.ok === true && typeof customId.value === 'string' && customId.value !== '') return customId.value;
  const parsed = parseResultLine(bytes);
  return parsed.ok ? parsed.result.customId : null;
}
