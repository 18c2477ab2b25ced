import { Readable } from 'node:stream';
import type { Context } from '#lib/contracts/context.ts';
import { NotFoundError } from '#lib/errors.ts';
import { sampleRequests } from '#lib/sandbox/sample.ts';
import { defineVerb, noInput } from '#lib/verbs/define-verb.ts';
import { createBatch } from './create-batch.ts';

/**
 * Makes a draft of a few requests on the sandbox, whatever other connections there are. Throws `NotFoundError` without
 * a sandbox.
 */
export const createSampleBatch = defineVerb({
  name: 'createSampleBatch',
  right: 'run',
  audit: 'parts',
  input: noInput,
  run,
});

async function run(ctx: Context): Promise<{ readonly batchId: string }> {
  const connections = await ctx.connections.list();
  const sandbox = connections.find((connection) => connection.kind === 'sandbox');
  if (sandbox === undefined) {
    throw new NotFoundError(
      'There is no sandbox here to run sample data on. Add a connection of the kind Sandbox, or upload a file.',
    );
  }
  const id = ctx.ids.next('batch');
  return createBatch(ctx, {
    id,
    inputName: 'sample-requests.jsonl',
    name: 'Sample batch',
    content: Readable.from([Buffer.from(sampleRequests(id))]),
    connectionId: sandbox.id,
    isListed: true,
    isSample: true,
  });
}
