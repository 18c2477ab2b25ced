import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { z } from 'zod';
import { listen } from './listen.ts';

/** How one provider writes what OpenAI writes: one for each that differs. */
export interface Shape {
  readonly name: string;
  /** As its documentation gives it. */
  readonly baseUrl: string;
  /** The url in the lines of its batches. */
  readonly url: string;
  readonly uploadPath: string;
  readonly purpose: string;
  /** What successive looks at an uploaded file find; the last one stays. */
  readonly fileStatuses: readonly string[];
  /** What successive looks at a job find, the answer of its creation first; the last one stays. */
  readonly jobStatuses: readonly string[];
  readonly isEnd: (status: string) => boolean;
  file(file: ShapeFile, status: string): unknown;
  created(job: unknown): unknown;
  job(job: ShapeJob, status: string): Readonly<Record<string, unknown>>;
  list(jobs: readonly unknown[]): unknown;
  /** A line of the output file, and of the error file; null where the provider leaves a request out. */
  output(customId: string): unknown;
  error(customId: string): unknown;
}

export interface ShapeFile {
  readonly id: string;
  readonly name: string;
  readonly content: string;
}

export interface ShapeJob {
  readonly id: string;
  readonly fileId: string;
  readonly endpoint: string;
  readonly window: string;
  readonly metadata: unknown;
  /** Null while it runs; empty where there are no lines. */
  readonly outputFileId: string | null;
  readonly errorFileId: string | null;
}

export interface Seen {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface ShapeServer extends AsyncDisposable {
  readonly origin: string;
  readonly requests: readonly Seen[];
  readonly files: ReadonlyMap<string, ShapeFile>;
  /** For a client with the provider's real address: every call goes here instead. */
  readonly fetch: typeof fetch;
}

const createBody = z.object({
  input_file_id: z.string(),
  endpoint: z.string(),
  completion_window: z.string(),
  metadata: z.unknown(),
});
const requestLine = z.looseObject({ custom_id: z.string() });

/** A provider of this shape on loopback. Requests whose custom_id begins with `bad` fail. */
export async function startShapeServer(shape: Shape): Promise<ShapeServer> {
  const requests: Seen[] = [];
  const files = new Map<string, ShapeFile>();
  const jobs = new Map<
    string,
    { fileId: string; endpoint: string; window: string; metadata: unknown; looks: number }
  >();
  const looks = new Map<string, number>();

  const statusNow = (statuses: readonly string[], look: number): string => statuses[look] ?? statuses.at(-1) ?? '';
  const describeFile = (file: ShapeFile): unknown => {
    const look = looks.get(file.id) ?? 0;
    looks.set(file.id, look + 1);
    return shape.file(file, statusNow(shape.fileStatuses, look));
  };
  const describeJob = (id: string): unknown => {
    const job = jobs.get(id);
    if (job === undefined) return null;
    const status = statusNow(shape.jobStatuses, job.looks);
    const isOver = shape.isEnd(status);
    const resultFile = (kind: string): string | null => (isOver ? `${kind}-${job.fileId}` : null);
    return shape.job({ id, ...job, outputFileId: resultFile('out'), errorFileId: resultFile('err') }, status);
  };
  const resultLines = (fileId: string): string | null => {
    const [, kind, inputId = ''] = /^(out|err)-(.*)$/.exec(fileId) ?? [];
    const input = files.get(inputId);
    if (kind === undefined || input === undefined) return null;
    const lines = input.content.split('\n').filter((line) => line !== '');
    return lines
      .map((line) => requestLine.parse(JSON.parse(line)).custom_id)
      .filter((customId) => customId.startsWith('bad') === (kind === 'err'))
      .map((customId) => `${JSON.stringify(kind === 'out' ? shape.output(customId) : shape.error(customId))}\n`)
      .toReversed()
      .join('');
  };

  const answer = (seen: Seen, path: string): unknown => {
    const post = seen.method === 'POST';
    if (post && path === shape.uploadPath) {
      const file = readUpload(seen.body, `file-${files.size + 1}`);
      files.set(file.id, file);
      return describeFile(file);
    }
    if (post && path === '/batches') {
      const {
        input_file_id: fileId,
        endpoint,
        completion_window: window,
        metadata,
      } = createBody.parse(JSON.parse(seen.body));
      const id = `batch_${jobs.size + 1}`;
      jobs.set(id, { fileId, endpoint, window, metadata, looks: 0 });
      return shape.created(describeJob(id));
    }
    if (path === '/batches') return shape.list([...jobs.keys()].map(describeJob));
    const [, kind, id = '', action = ''] = /^\/(files|batches)\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
    if (kind === 'files' && action === 'content') return resultLines(id);
    const file = files.get(id);
    if (kind === 'files') return file === undefined ? null : describeFile(file);
    const job = jobs.get(id);
    if (job !== undefined) job.looks += 1;
    return describeJob(id);
  };

  const { pathname: base } = new URL(shape.baseUrl);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const target = request.url ?? '';
      const body = Buffer.concat(chunks).toString();
      const seen = { method: request.method ?? '', target, headers: request.headers, body };
      requests.push(seen);
      const path = new URL(target, 'http://shape').pathname;
      send(response, path.startsWith(base) ? answer(seen, path.slice(base.replace(/\/$/, '').length)) : null);
    });
  });
  const { origin, close } = await listen(server);
  return {
    origin,
    requests,
    files,
    fetch: (input, init) => {
      const { pathname, search } = new URL(input instanceof Request ? input.url : input);
      return fetch(`${origin}${pathname}${search}`, init);
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Null is a 404, a text a file, and anything else JSON. */
function send(response: ServerResponse, answer: unknown): void {
  const isText = typeof answer === 'string';
  response.writeHead(answer === null ? 404 : 200, {
    'content-type': isText ? 'application/octet-stream' : 'application/json',
  });
  response.end(isText ? answer : JSON.stringify(answer ?? { error: { message: 'Not found.' } }));
}

/** The file in an upload's form, as the wire has it. */
function readUpload(form: string, id: string): ShapeFile {
  const [, name = '', content = ''] =
    /filename="([^"]*)"[^\n]*\r\n(?:[^\n]+\r\n)*\r\n([\s\S]*?)\r\n--/.exec(form) ?? [];
  return { id, name, content };
}
