import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyFileStream } from '@fastify/busboy';
import { AppError, InvalidInputError } from '#lib/errors.ts';

const maxFieldBytes = 64 * 1024;
const maxParts = 32;

export interface ReceivedForm {
  readonly fileName: string;
  /** Ends well only when the whole form was good. */
  readonly content: AsyncIterable<Uint8Array>;
  /** Waits for the end of the form. */
  readonly readFields: () => Promise<Readonly<Record<string, string>>>;
  /** Lets the rest of the form go by unread. */
  readonly discard: () => void;
}

/**
 * Reads a form up to the part named `file`, and the rest while the content of that is read: parts may come in any
 * order, and nothing is held in memory but the fields. Throws `InvalidInputError` for what is no form, and for a form
 * without a file.
 */
export async function receiveForm(contentType: string, body: AsyncIterable<Uint8Array>): Promise<ReceivedForm> {
  const parser = createParser(contentType);
  const parts = collectParts(parser);
  const ended = pipeline(body, parser).then(parts.finish, (error: unknown) => {
    throw AppError.is(error) ? error : brokenForm(error);
  });
  // The file stops with the form: it would wait for ever for bytes that cannot come.
  ended.catch((error: unknown) => parts.found()?.stream.destroy(error instanceof Error ? error : undefined));
  ended.then(
    () => parts.giveUp(new InvalidInputError('There is no file in this form. Send it in the field file.')),
    parts.giveUp,
  );
  const { stream, name } = await parts.file;
  return {
    fileName: name,
    content: contentOf(stream, ended),
    readFields: () => ended,
    discard: () => void stream.resume(),
  };
}

type FormParser = InstanceType<typeof Busboy>;

interface FormFile {
  readonly name: string;
  readonly stream: BusboyFileStream;
}

/** Listens to the parser, which goes on after a part that is wrong: the client has to get rid of the rest first. */
function collectParts(parser: FormParser) {
  const fields = new Map<string, string>();
  const problems: string[] = [];
  const { promise: file, resolve, reject: giveUp } = Promise.withResolvers<FormFile>();
  let found: FormFile | null = null;
  parser.on('field', (name, value, nameTruncated, valueTruncated) => {
    if (nameTruncated || valueTruncated) problems.push(`A field of this form is longer than ${maxFieldBytes} bytes.`);
    else if (fields.has(name)) problems.push(`The form has the field ${name.slice(0, 100)} twice. Send it once.`);
    fields.set(name, value);
  });
  parser.on('file', (name, stream, fileName) => {
    // Whoever reads it hears of it; nobody may be reading any more, or yet.
    stream.on('error', () => {});
    if (name === 'file' && found === null) {
      found = { name: fileName ?? '', stream };
      resolve(found);
      return;
    }
    problems.push(name === 'file' ? 'There is more than one file in this form. Send one.' : strayFile(name));
    stream.resume();
  });
  parser.on('partsLimit', () => problems.push(`This form has more than ${maxParts} parts.`));
  const finish = (): Readonly<Record<string, string>> => {
    const [problem] = problems;
    if (problem !== undefined) throw new InvalidInputError(problem);
    return Object.fromEntries([...fields].filter(([, value]) => value !== ''));
  };
  return { file, giveUp, finish, found: (): FormFile | null => found };
}

function strayFile(name: string): string {
  return `The file is in the field ${name.slice(0, 100)} of this form. Send it in the field file.`;
}

function createParser(contentType: string): FormParser {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: { fieldSize: maxFieldBytes, parts: maxParts },
      isPartAFile: (name, _contentType, fileName) => name === 'file' || fileName !== undefined,
    });
  } catch (error) {
    throw brokenForm(error);
  }
}

async function* contentOf(stream: BusboyFileStream, ended: Promise<unknown>): AsyncGenerator<Uint8Array> {
  const chunks: AsyncIterable<Uint8Array> = stream.iterator({ destroyOnReturn: false });
  try {
    yield* chunks;
  } catch (error) {
    await ended;
    throw error;
  } finally {
    stream.resume();
  }
  await ended;
}

function brokenForm(cause: unknown): InvalidInputError {
  return new InvalidInputError('This is no whole multipart form. Send it again.', {}, { cause });
}
