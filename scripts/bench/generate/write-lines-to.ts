import { open } from 'node:fs/promises';

const blockLength = 1 << 20;

/** Writes lines to a new file, line breaks added, and gives the file's bytes. */
export async function writeLinesTo(path: string, lines: Iterable<string>): Promise<number> {
  await using file = await open(path, 'w');
  let bytes = 0;
  const write = async (text: string): Promise<void> => {
    const { bytesWritten } = await file.write(Buffer.from(text));
    bytes += bytesWritten;
  };
  let block = '';
  for (const line of lines) {
    block += `${line}\n`;
    if (block.length < blockLength) continue;
    await write(block);
    block = '';
  }
  await write(block);
  return bytes;
}
