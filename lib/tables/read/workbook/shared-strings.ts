import type { TableLimits } from '../table-limits.ts';
import { TableRefusedError } from '../table-refused-error.ts';
import { readXml } from './read-xml.ts';
import { TextStore } from './text-store.ts';
import { unescapeText } from './unescape-text.ts';

/**
 * Reads the texts that cells of a workbook share. Pieces of rich text are joined; how a Japanese text is read aloud is
 * left out. The caller closes the store.
 */
export async function readSharedStrings(
  content: AsyncIterable<Uint8Array> | null,
  limits: TableLimits,
): Promise<TextStore> {
  const store = new TextStore(limits.stringBytesInMemory);
  if (content === null) return store;
  let text = '';
  let isInText = false;
  let isPhonetic = false;
  const handler = {
    open: (name: string): void => {
      if (name === 'si') text = '';
      if (name === 'rPh') isPhonetic = true;
      if (name === 't') isInText = !isPhonetic;
    },
    text: (piece: string): void => {
      if (isInText) text += piece;
    },
    close: (name: string): void => {
      if (name === 't') isInText = false;
      if (name === 'rPh') isPhonetic = false;
      if (name === 'si') store.add(unescapeText(text));
    },
  };
  try {
    for await (const _ of readXml(content, handler, limits.maxCellLength)) {
      if (store.count <= limits.maxStrings && text.length <= limits.maxCellLength) continue;
      throw new TableRefusedError({ code: 'table_zip_bomb', facts: {} });
    }
  } catch (error) {
    store.close();
    throw error;
  }
  return store;
}
