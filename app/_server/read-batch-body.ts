import { InvalidInputError } from '#lib/errors.ts';
import { readQuery } from './answer-request.ts';
import { assertNotPacked, fieldsOf } from './answer-write.ts';
import { receiveForm } from './receive-form.ts';
import { discard, wholeBody } from './whole-body.ts';

/** A new batch as it comes: what `receiveBatch` reads. */
export interface BatchBody {
  readonly inputName: string;
  readonly content: AsyncIterable<Uint8Array>;
  readonly readFields: () => Promise<unknown>;
  readonly areFieldsFirst: boolean;
  /** To be called when nothing more is read. */
  readonly discard: () => void;
}

/** What programs call lines of JSON, and what curl says by itself of any body. */
const lineTypes = [
  'application/jsonl',
  'application/jsonlines',
  'application/x-jsonlines',
  'application/ndjson',
  'application/x-ndjson',
  'application/octet-stream',
  'application/x-www-form-urlencoded',
  'text/plain',
  '',
];

/**
 * The body of a new batch: a form with the file and its fields, or the lines alone with the fields in the query. A
 * form is read up to its file. Throws `InvalidInputError` for anything else.
 */
export async function readBatchBody(request: Request): Promise<BatchBody> {
  assertNotPacked(request.headers);
  const contentType = request.headers.get('content-type') ?? '';
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const query = fieldsOf(request);
  if (type === 'multipart/form-data') {
    if (query.size > 0)
      throw new InvalidInputError('Beside a form nothing is read from the query. Send it in the form.');
    const { fileName, ...form } = await receiveForm(contentType, wholeBody(request));
    return { inputName: fileName, areFieldsFirst: false, ...form };
  }
  if (!lineTypes.includes(type)) {
    throw new InvalidInputError(
      `The content type ${type.slice(0, 100)} is not for batches. Send multipart/form-data with a file, or the lines themselves as application/jsonl.`,
    );
  }
  assertOnce(query);
  const fields = readQuery(query, {});
  const name = fields['name'];
  const content = wholeBody(request);
  return {
    inputName: typeof name === 'string' ? `${name}.jsonl` : '',
    content,
    readFields: () => Promise.resolve(fields),
    areFieldsFirst: true,
    discard: () => discard(content),
  };
}

function assertOnce(query: URLSearchParams): void {
  for (const name of new Set(query.keys()))
    if (query.getAll(name).length > 1) throw new InvalidInputError(`The query names ${name.slice(0, 100)} twice.`);
}
