import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { OpenAI } from 'openai';
import { z } from 'zod';

const createBody = z.object({ input_file_id: z.string(), metadata: z.record(z.string(), z.string()) });

interface Reply {
  readonly status: number;
  /** Null for an empty one. */
  readonly body: unknown;
}

/** A provider over HTTP whose every answer a test decides, while it runs. */
export class SteeredProvider implements AsyncDisposable {
  /** `POST /batches` and the like, as they came in. */
  readonly calls: string[] = [];
  readonly jobs: (z.infer<typeof createBody> & { readonly id: string })[] = [];
  /** How all its jobs are. */
  status = 'in_progress';
  /** How many uploads it takes; it has trouble with the next ones. */
  uploadsTaken = Infinity;
  /** `break`: the line breaks after the call came in, and no job is made. `lose`: after one was made. */
  onCreate: 'work' | 'break' | 'lose' | 'refuse' = 'work';
  #files = 0;
  readonly #server = createServer((request, response) => {
    buffer(request)
      .then((body) => {
        const { pathname } = new URL(request.url ?? '', 'http://provider');
        const call = `${request.method} ${pathname.replace('/v1', '')}`;
        this.calls.push(call);
        const reply = this.#answer(call, body.toString());
        if (reply === null) return response.destroy();
        const text = reply.body === null ? '' : JSON.stringify(reply.body);
        return response.writeHead(reply.status, { 'content-type': 'application/json' }).end(text);
      })
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });

  /** Begins to listen and gives a client of it. */
  async listen(): Promise<OpenAI> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    return new OpenAI({ baseURL: `http://127.0.0.1:${address.port}/v1`, apiKey: 'x', maxRetries: 0 });
  }

  /** How many calls asked for a job. */
  creates(): number {
    return this.calls.filter((call) => call === 'POST /batches').length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(call: string, body: string): Reply | null {
    if (call === 'POST /files') return this.#upload();
    if (call === 'POST /batches') return this.#create(body);
    if (call === 'GET /batches') return { status: 200, body: { data: this.jobs.map((job) => this.#show(job)) } };
    if (call.startsWith('GET /files/') && call.endsWith('/content')) return { status: 200, body: null };
    const job = this.jobs.find(({ id }) => call.split('/').includes(id));
    if (job === undefined) return { status: 404, body: { error: { message: 'It is not here.' } } };
    if (call.endsWith('/cancel')) this.status = 'cancelled';
    return { status: 200, body: this.#show(job) };
  }

  #upload(): Reply {
    this.#files += 1;
    if (this.#files > this.uploadsTaken) return { status: 503, body: { error: { message: 'Not now.' } } };
    return { status: 200, body: { id: `file-${this.#files}`, status: 'processed' } };
  }

  #create(body: string): Reply | null {
    if (this.onCreate === 'break') return null;
    if (this.onCreate === 'refuse')
      return { status: 401, body: { error: { message: 'No.', code: 'invalid_api_key' } } };
    const job = { id: `batch_${this.jobs.length + 1}`, ...createBody.parse(JSON.parse(body)) };
    this.jobs.push(job);
    return this.onCreate === 'lose' ? null : { status: 200, body: this.#show(job) };
  }

  #show(job: SteeredProvider['jobs'][number]) {
    // Both files at once, and nothing in them: no more is to be waited for.
    const files = this.status === 'cancelled' ? { output_file_id: 'output', error_file_id: 'errors' } : {};
    return { ...job, ...files, status: this.status, created_at: Math.floor(Date.now() / 1000) };
  }
}
