import { maxResultLineBytes, parseResultLine } from '#lib/dialects/openai/parse-result-line.ts';
import { type JsonlLine, LineSplitter } from '#lib/jsonl/read-lines.ts';

/** What has been seen of a result file. */
export interface SeenLines {
  /** Lines that are not blank. */
  count: number;
  /** Those that begin as an object does: a page's do not, and to parse them all would take as long as collecting. */
  objects: number;
  /** True once a line names the request that it answers. */
  hasResult: boolean;
  /** True when the file ends within a line: no line break, and not what a result line is. */
  isCut: boolean;
}

/** Passes a result file on and notes in `seen` what is in it. */
export async function* watchResultLines(
  content: AsyncIterable<Uint8Array>,
  seen: SeenLines,
): AsyncGenerator<Uint8Array> {
  const splitter = new LineSplitter({ maxLineBytes: maxResultLineBytes });
  const note = (lines: readonly JsonlLine[]): void => {
    seen.count += lines.length;
    seen.objects += lines.filter(looksLikeObject).length;
    seen.hasResult ||= lines.some(isResultLine);
  };
  for await (const chunk of content) {
    note(splitter.push(chunk));
    yield chunk;
  }
  const rest = splitter.end();
  note(rest);
  seen.isCut = rest.some(({ bytes }) => bytes !== null && !parseResultLine(bytes).ok);
}

const brace = 0x7b;
const byteOrderMark = 0xef;

function looksLikeObject({ bytes }: JsonlLine): boolean {
  // One too long to be held counts: it may have been an answer.
  return (
    bytes === null ||
    bytes[0] === brace ||
    bytes[0] === byteOrderMark ||
    Buffer.from(bytes.subarray(0, 64)).toString().trimStart().startsWith('{')
  );
}

function isResultLine({ bytes }: JsonlLine): boolean {
  const parsed = bytes === null ? null : parseResultLine(bytes);
  return parsed?.ok === true && parsed.result.customId !== null;
}
