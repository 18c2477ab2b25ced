import { readEndsOfRawText, readRawText } from './raw-text.ts';
import { JsonWalker, NotJsonError } from './walk-json.ts';

/**
 * What is kept of a JSON value, so that its outline takes little memory however large it is. Of what is not
 * named here only the kind is kept.
 */
export interface Outline {
  /** How a text is read from its bytes between the quotes; by default its beginning and its end are kept. */
  readonly text?: (raw: Buffer) => unknown;
  /** How a value of any kind is read from its bytes, instead of all that follows. */
  readonly json?: (raw: Buffer) => unknown;
  /** Without it a list loses its elements. */
  readonly list?: ListOutline;
  readonly members?: ReadonlyMap<string, Outline>;
  /** Of members with other names: how many are kept, by default one, which tells that there are any. */
  readonly others?: { readonly count: number; readonly outline: Outline };
}

/** Of the elements whose outlines are of one class only the first is kept. */
export interface ListOutline {
  readonly element: Outline;
  readonly classOf: (element: unknown) => unknown;
}

type OutlinedJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

/** For values of which nothing but their kind counts, and a text or a number. */
export const leaf: Outline = {};
const emptyList: readonly unknown[] = [];
const emptyObject = {};
const oneOther = { count: 1, outline: leaf };

/**
 * Reads from JSON in UTF-8 what an outline asks for, and gives it the shape that `JSON.parse` would have
 * given it. Not ok for what `JSON.parse` refuses, and for what is nested more deeply than `maxDepth`. A byte
 * that is no UTF-8 becomes U+FFFD.
 */
export function outlineJson(bytes: Uint8Array, outline: Outline): OutlinedJson {
  const walker = new JsonWalker(bytes);
  try {
    const value = readValue(walker, outline);
    walker.end();
    return { ok: true, value };
  } catch (error) {
    if (error instanceof NotJsonError) return { ok: false };
    throw error;
  }
}

function readValue(walker: JsonWalker, outline: Outline): unknown {
  const first = walker.peek();
  const start = walker.at;
  if (outline.json !== undefined) {
    walker.walkValue();
    return outline.json(walker.bytes.subarray(start, walker.at));
  }
  if (first === 0x5b) return walker.walkEmpty() ? emptyList : readList(walker, outline);
  if (first === 0x7b) return walker.walkEmpty() ? emptyObject : readObject(walker, outline);
  if (first !== 0x22) {
    walker.walkScalar();
    return readScalar(walker.bytes, start, walker.at);
  }
  walker.walkText();
  return (outline.text ?? readEndsOfRawText)(walker.bytes.subarray(start + 1, walker.at - 1));
}

function readList(walker: JsonWalker, { list }: Outline): readonly unknown[] {
  if (list === undefined) {
    walker.walkValue();
    return emptyList;
  }
  const kept = new Map<unknown, unknown>();
  let last: unknown;
  walker.walkList(() => {
    const element = readValue(walker, list.element);
    if (element === last) return;
    last = element;
    const elementClass = list.classOf(element);
    if (!kept.has(elementClass)) kept.set(elementClass, element);
  });
  return [...kept.values()];
}

/** Where a name stands twice the last one counts. */
function readObject(walker: JsonWalker, { members, others = oneOther }: Outline): object {
  const kept: Record<string, unknown> = {};
  let room = others.count;
  walker.walkObject((nameStart, nameEnd) => {
    const name = readName(walker.bytes, nameStart, nameEnd);
    const member = members?.get(name);
    if (member !== undefined) keep(kept, name, readValue(walker, member));
    else if (room > 0 || Object.hasOwn(kept, name)) {
      if (!Object.hasOwn(kept, name)) room -= 1;
      keep(kept, name, readValue(walker, others.outline));
    } else walker.walkValue();
  });
  return kept;
}

/** As `JSON.parse` does, which does not set a prototype. */
function keep(kept: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') kept[name] = value;
  else Object.defineProperty(kept, name, { value, configurable: true, enumerable: true, writable: true });
}

/** Most are a digit. */
function readScalar(bytes: Buffer, start: number, end: number): unknown {
  const first = bytes[start] ?? 0;
  return end - start === 1 ? first - 0x30 : JSON.parse(bytes.toString('latin1', start, end));
}

/** Most names are short, and none of their letters is escaped. */
function readName(bytes: Buffer, start: number, end: number): string {
  for (let at = start; at < end; at += 1) {
    if (bytes[at] === 0x5c) return readRawText(bytes.subarray(start, end));
  }
  return bytes.toString('utf8', start, end);
}
