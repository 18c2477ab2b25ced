import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';

/** A file in an archive. One after another is read to its end. */
export interface ZipEntry {
  /** ASCII letters. */
  readonly path: string;
  /** Less than 4 GiB. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** Less time than the default of 6, for a few per cent more bytes. */
const compressionLevel = 4;

const max32 = 0xff_ff_ff_ff;
const max16 = 0xff_ff;

interface Written {
  readonly path: string;
  readonly crc: number;
  readonly compressed: number;
  readonly bytes: number;
  readonly offset: number;
}

/**
 * Streams a ZIP archive while its files are made (APPNOTE 6.3.10). Sizes follow behind each file, as they are not known
 * before; ZIP64 is used only by an archive that needs it, since not every reader knows it. The same entries give the same
 * bytes.
 */
export async function* writeZip(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array, void, undefined> {
  const written: Written[] = [];
  let offset = 0;
  for await (const { path, content } of entries) {
    const start = offset;
    let crc = 0;
    let bytes = 0;
    let compressed = 0;
    const header = localHeader(path);
    offset += header.length;
    yield header;
    for await (const chunk of deflate(tap(content))) {
      compressed += chunk.length;
      yield chunk;
    }
    if (bytes > max32 || compressed > max32) throw new RangeError(`${path} is too large for an archive.`);
    const sizes = record([
      [sizesSignature, 4],
      [crc, 4],
      [compressed, 4],
      [bytes, 4],
    ]);
    offset += compressed + sizes.length;
    yield sizes;
    written.push({ path, crc, compressed, bytes, offset: start });

    async function* tap(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of source) {
        crc = crc32(chunk, crc);
        bytes += chunk.length;
        yield chunk;
      }
    }
  }
  yield directory(written, offset);
}

async function* deflate(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const deflater = createDeflateRaw({ level: compressionLevel, chunkSize: 64 * 1024 });
  const feeding = pipeline(source, deflater);
  // What goes wrong there is thrown by reading.
  feeding.catch(() => {});
  for await (const chunk of deflater) if (chunk instanceof Uint8Array) yield chunk;
}

const localSignature = 0x04_03_4b_50;
const sizesSignature = 0x08_07_4b_50;
const centralSignature = 0x02_01_4b_50;
const endSignature = 0x06_05_4b_50;
const end64Signature = 0x06_06_4b_50;
const locatorSignature = 0x07_06_4b_50;

const version = 20;
const version64 = 45;
/** Sizes follow behind the file. */
const flags = 8;
const deflated = 8;
/** The first day that a ZIP can name, 1 January 1980. */
const date = 33;

function localHeader(path: string): Buffer {
  const name = Buffer.from(path);
  const numbers: Numbers = [
    [localSignature, 4],
    [version, 2],
    [flags, 2],
    [deflated, 2],
    [0, 2],
    [date, 2],
  ];
  return Buffer.concat([record([...numbers, [0, 4], [0, 4], [0, 4], [name.length, 2], [0, 2]]), name]);
}

function directory(written: readonly Written[], start: number): Buffer {
  const files = Buffer.concat(written.map(centralHeader));
  const needs64 = start > max32;
  const end = start + files.length;
  const end64: Numbers = [
    [end64Signature, 4],
    [44, 8],
    [version64, 2],
    [version64, 2],
    [0, 4],
    [0, 4],
    [written.length, 8],
    [written.length, 8],
    [files.length, 8],
    [start, 8],
    [locatorSignature, 4],
    [0, 4],
    [end, 8],
    [1, 4],
  ];
  const count = needs64 ? max16 : written.length;
  const size = needs64 ? max32 : files.length;
  const last: Numbers = [
    [endSignature, 4],
    [0, 2],
    [0, 2],
    [count, 2],
    [count, 2],
    [size, 4],
    [needs64 ? max32 : start, 4],
    [0, 2],
  ];
  return Buffer.concat([files, record([...(needs64 ? end64 : []), ...last])]);
}

function centralHeader({ path, crc, compressed, bytes, offset }: Written): Buffer {
  const name = Buffer.from(path);
  const needs64 = offset > max32;
  const extra = record(
    needs64
      ? [
          [1, 2],
          [8, 2],
          [offset, 8],
        ]
      : [],
  );
  const numbers: Numbers = [
    [centralSignature, 4],
    [version, 2],
    [needs64 ? version64 : version, 2],
    [flags, 2],
    [deflated, 2],
    [0, 2],
    [date, 2],
    [crc, 4],
    [compressed, 4],
    [bytes, 4],
    [name.length, 2],
    [extra.length, 2],
    [0, 2],
    [0, 2],
    [0, 2],
    [0, 4],
    [needs64 ? max32 : offset, 4],
  ];
  return Buffer.concat([record(numbers), name, extra]);
}

/** Each with the bytes it has. */
type Numbers = readonly (readonly [value: number, bytes: 2 | 4 | 8])[];

/** Little-endian, as everything in a ZIP. */
function record(numbers: Numbers): Buffer {
  const buffer = Buffer.alloc(numbers.reduce((sum, [, bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [value, bytes] of numbers) {
    if (bytes === 8) buffer.writeBigUInt64LE(BigInt(value), at);
    else buffer.writeUIntLE(value, at, bytes);
    at += bytes;
  }
  return buffer;
}
