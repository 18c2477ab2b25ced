import { SaxesParser } from 'saxes';
import { byteOrderMark } from '../csv/sniff-encoding.ts';
import { TableRefusedError } from '../table-refused-error.ts';

type Attributes = Readonly<Record<string, string>>;

export interface XmlHandler {
  /** Names come without their prefix: workbooks are written with any. */
  open(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

const lessThan = 0x3c;
const parserOptions = { position: false, xmlns: false } as const;

/**
 * Reads XML and tells `handler` of it; yields after each chunk, so that what was gathered can be passed on. Entities of a
 * document's own are never expanded, and a DOCTYPE, which no workbook has, is an error as broken XML is. Refuses a text of
 * more than `maxTextBytes` before it is in memory.
 */
export async function* readXml(
  content: AsyncIterable<Uint8Array>,
  handler: XmlHandler,
  maxTextBytes: number,
): AsyncGenerator<void, void, undefined> {
  const parser = makeParser(handler);
  let decoder: TextDecoder | null = null;
  let bytesSinceTag = 0;
  for await (const chunk of content) {
    decoder ??= new TextDecoder(byteOrderMark(chunk) ?? 'utf-8');
    const tag = chunk.lastIndexOf(lessThan);
    bytesSinceTag = tag === -1 ? bytesSinceTag + chunk.length : chunk.length - tag;
    if (bytesSinceTag > maxTextBytes) {
      throw new TableRefusedError({ code: 'table_cell_too_long', facts: { limit: maxTextBytes, row: null } });
    }
    parser.write(decoder.decode(chunk, { stream: true }));
    yield;
  }
  if (decoder !== null) parser.write(decoder.decode());
  parser.close();
  yield;
}

/** Reads a small part at once. */
export async function readWholeXml(
  content: AsyncIterable<Uint8Array>,
  handler: XmlHandler,
  maxTextBytes: number,
): Promise<void> {
  for await (const _ of readXml(content, handler, maxTextBytes));
}

function makeParser(handler: XmlHandler): SaxesParser<typeof parserOptions> {
  const parser = new SaxesParser(parserOptions);
  parser.on('error', (error) => {
    // Some programs write control characters that XML forbids; the text is readable all the same.
    if (!error.message.includes('disallowed character')) throw error;
  });
  parser.on('doctype', () => {
    throw new Error('A part of the workbook has a DOCTYPE.');
  });
  parser.on('opentag', ({ name, attributes }) => handler.open(localName(name), attributes));
  parser.on('closetag', ({ name }) => handler.close?.(localName(name)));
  parser.on('text', (text) => handler.text?.(text));
  parser.on('cdata', (text) => handler.text?.(text));
  return parser;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
