import { randomUUID } from 'node:crypto';
import type { UploadRules } from './provider-profile.ts';

export interface UploadForm {
  readonly body: Blob;
  /** The header that says how to read it. */
  readonly contentType: string;
}

/**
 * The form that an upload sends, as a Blob that refers to the content and can be sent again. Not as FormData: with
 * a connection that breaks while one is sent, Node's fetch (24.21) throws where nobody can catch it and ends the process.
 */
export function createUploadForm(
  file: { readonly name: string; readonly content: Blob },
  { purpose, hasNameField }: Pick<UploadRules, 'purpose' | 'hasNameField'>,
): UploadForm {
  const boundary = `langbatch-${randomUUID()}`;
  const part = (disposition: string, type = ''): string =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${type}\r\n`;
  const head = part(`name="file"; filename="${escapeName(file.name)}"`, 'Content-Type: application/jsonl\r\n');
  return {
    body: new Blob([
      `${part('name="purpose"')}${purpose}\r\n`,
      hasNameField ? `${part('name="file_name"')}${file.name}\r\n` : '',
      head,
      file.content,
      `\r\n--${boundary}--\r\n`,
    ]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

/** As the HTML standard writes file names in forms. */
function escapeName(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
