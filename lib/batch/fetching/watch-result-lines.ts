import { maxResultLineBytes, parseResultLine } from '#lib/dialects/openai/parse-result-line.ts';
import { readCustomId } from '#lib/dialects/openai/read-custom-id.ts';
import { type JsonlLine, LineSplitter } from '#lib/jsonl/read-lines.ts';

/** What has been seen of a result file. */
export interface SeenLines {
  /** Lines that are not blank. */
  count: number;
  /** Those that begin as an object does: a page's do not. */
  objects: number;
  /** Which requests of the part the file answers, by their places. */
  readonly own: Set<number>;
  /** Lines that answer requests which the part does not hold. */
  foreign: number;
  /** True when the file ends within a line: no line break, and not what a result line is. */
  isCut: boolean;
}

export function nothingSeen(): SeenLines {
  return { count: 0, objects: 0, own: new Set(), foreign: 0, isCut: false };
}

/** True once a line names the request that it answers. */
export function hasResult({ own, foreign }: SeenLines): boolean {
  return own.size + foreign > 0;
}

/** Passes a result file on and notes in `seen` what is in it. `placeOf` tells the part's requests. */
export async function* watchResultLines(
  content: AsyncIterable<Uint8Array>,
  seen: SeenLines,
  placeOf: ReadonlyMap<string, number>,
): AsyncGenerator<Uint8Array> {
  const splitter = new LineSplitter({ maxLineBytes: maxResultLineBytes });
  const note = (lines: readonly JsonlLine[], readId: (bytes: Uint8Array) => string | null): void => {
    seen.count += lines.length;
    for (const { bytes } of lines.filter(looksLikeObject)) {
      seen.objects += 1;
      const customId = bytes === null ? null : readId(bytes);
      if (customId === null) continue;
      const place = placeOf.get(customId);
      if (place === undefined) seen.foreign += 1;
      else seen.own.add(place);
    }
  };
  for await (const chunk of content) {
    note(splitter.push(chunk), readCustomId);
    yield chunk;
  }
  const rest = splitter.end();
  note(rest, readWholeLine);
  seen.isCut = rest.some(({ bytes }) => bytes !== null && !parseResultLine(bytes).ok);
}

/** A last line without a line break may be cut anywhere. */
function readWholeLine(bytes: Uint8Array): string | null {
  const parsed = parseResultLine(bytes);
  return parsed.ok ? parsed.result.customId : null;
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
