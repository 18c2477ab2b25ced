import { z } from 'zod';
import { defineVerb } from '#lib/verbs/define-verb.ts';
import type { UploadServer } from './upload-server.ts';

const receiveUploadInput = z.object({
  /** One of the tus protocol. */
  request: z.instanceof(Request),
  /** The process's own, which knows what is being written to. */
  server: z.custom<UploadServer>((value) => typeof value === 'function'),
});

/**
 * Receives a part of an upload, begins one, or ends one; a whole upload becomes the input of a batch made by
 * this person.
 */
export const receiveUpload = defineVerb({
  name: 'receiveUpload',
  right: 'run',
  audit: 'parts',
  input: receiveUploadInput,
  run: (ctx, { server, request }) => server(ctx, request),
});
