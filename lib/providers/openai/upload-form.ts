import { randomUUID } from 'node:crypto';
import type { UploadRules } from './provider-profile.ts';

/** Follows a form on its way. */
export interface UploadWatch {
  /** The form is sent from its beginning, also when the client repeats the call. */
  readonly onStart: () => void;
  /** Bytes are handed over; the next call says that they were taken. */
  readonly onOffer: () => void;
  readonly onTaken: (bytes: number) => void;
  /** All is taken: from now on the answer is waited for. */
  readonly onEnd: () => void;
}

export interface UploadForm {
  readonly body: Blob;
  /** The header that says how to read it. */
  readonly contentType: string;
}

/**
 * The form that an upload sends, as a Blob that refers to the content and can be sent again. Not as FormData:
 * with a connection that breaks while one is sent, Node's fetch (24.21) throws where nobody can catch it and
 * ends the process.
 */
export function createUploadForm(
  file: { readonly name: string; readonly content: Blob },
  { purpose, hasNameField }: Pick<UploadRules, 'purpose' | 'hasNameField'>,
  watch: UploadWatch,
): UploadForm {
  const boundary = `langbatch-${randomUUID()}`;
  const part = (disposition: string, type = ''): string =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${type}\r\n`;
  const head = part(`name="file"; filename="${escapeName(file.name)}"`, 'Content-Type: application/jsonl\r\n');
  return {
    body: new WatchedBlob(
      [
        `${part('name="purpose"')}${purpose}\r\n`,
        hasNameField ? `${part('name="file_name"')}${file.name}\r\n` : '',
        head,
        file.content,
        `\r\n--${boundary}--\r\n`,
      ],
      watch,
    ),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

/** Small enough that a slow line is seen to move. */
const maxPieceBytes = 64 * 1024;

/**
 * A Blob that tells how far it was sent. Node's fetch reads each body anew by `stream()`, and takes the
 * length from `size`.
 */
class WatchedBlob extends Blob {
  readonly #watch: UploadWatch;

  constructor(parts: BlobPart[], watch: UploadWatch) {
    super(parts);
    this.#watch = watch;
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const pieces = this.#pieces(super.stream());
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>): Promise<void> => {
      const next = await pieces.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    };
    const cancel = async (): Promise<void> => {
      await pieces.return();
    };
    // A piece is asked for when the one before was taken, not ahead of it.
    return new ReadableStream({ pull, cancel }, { highWaterMark: 0 });
  }

  async *#pieces(content: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
    const { onStart, onOffer, onTaken, onEnd } = this.#watch;
    onStart();
    for await (const chunk of content) {
      for (let from = 0; from < chunk.length; from += maxPieceBytes) {
        const piece = chunk.subarray(from, from + maxPieceBytes);
        onOffer();
        yield piece;
        onTaken(piece.length);
      }
    }
    onEnd();
  }
}

/** As the HTML standard writes file names in forms. */
function escapeName(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
