import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';

const bufferBytes = 1 << 20;
const lineFeed = 0x0a;

/**
 * The floor of everything that reads JSONL: one pass that splits a file with what Node has for it and parses each line,
 * with nothing around it. Gives the number of lines.
 */
export async function parseFile(path: string): Promise<number> {
  let lines = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    JSON.parse(line);
    lines += 1;
  }
  return lines;
}

/**
 * The same with everything that can be spared: one buffer, split by bytes, no stream. Shown beside the floor,
 * to say how far down that could go. A line may have up to 1 MB, and the file ends in a line break.
 */
export async function parseFileByBytes(path: string): Promise<number> {
  await using file = await open(path);
  const buffer = Buffer.allocUnsafeSlow(bufferBytes);
  let lines = 0;
  let kept = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, kept, buffer.length - kept);
    if (bytesRead === 0) return lines;
    const filled = buffer.subarray(0, kept + bytesRead);
    let from = 0;
    for (let to = filled.indexOf(lineFeed); to !== -1; to = filled.indexOf(lineFeed, from)) {
      JSON.parse(filled.toString('utf8', from, to));
      lines += 1;
      from = to + 1;
    }
    kept = filled.copy(buffer, 0, from);
  }
}

/** The floor of everything that stores a file: one write of its bytes, down to the disk. */
export async function writeOnce(from: string, to: string): Promise<void> {
  await using source = await open(from);
  await using target = await open(to, 'w');
  const buffer = Buffer.allocUnsafeSlow(bufferBytes);
  for (;;) {
    const { bytesRead } = await source.read(buffer, 0, buffer.length);
    if (bytesRead === 0) break;
    await target.write(buffer, 0, bytesRead);
  }
  await target.sync();
}
