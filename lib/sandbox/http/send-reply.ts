import { open } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './faults.ts';
import type { Reply } from './replies.ts';

const pieceBytes = 256 * 1024;

/** Sends a reply. A file's content goes out in pieces; a `cut` or `slow` fault does to them what it says. */
export async function sendReply(response: ServerResponse, reply: Reply, fault: Fault | null): Promise<void> {
  if (reply.kind === 'json') {
    response.writeHead(reply.statusCode, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.text);
    return;
  }
  const handle = await open(reply.path, 'r');
  const source = handle.createReadStream({ highWaterMark: pieceBytes });
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${convertToSafeFilename(reply.filename)}"`,
  });
  await pipeline(disturb(source, fault), response, { end: fault?.kind !== 'cut' });
  if (fault?.kind === 'cut') response.destroy();
}

/** For a header: only letters, digits and the like, so that no name can end the quotation. */
function convertToSafeFilename(filename: string): string {
  return filename.replaceAll(/[^\w.() -]/g, '_');
}

async function* disturb(source: AsyncIterable<Buffer>, fault: Fault | null): AsyncGenerator<Buffer> {
  let bytesLeft = fault?.kind === 'cut' ? fault.afterBytes : Infinity;
  for await (const piece of source) {
    if (fault?.kind === 'slow') await sleep(fault.delayMs);
    if (piece.length >= bytesLeft) {
      yield piece.subarray(0, bytesLeft);
      return;
    }
    bytesLeft -= piece.length;
    yield piece;
  }
}
