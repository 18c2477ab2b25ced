import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { WrongStateError } from '#lib/errors.ts';
import { chooseEndpointInput } from '#lib/shared/contract/batch-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { checkAnew } from './check-anew.ts';

/**
 * Says which endpoint the lines of a draft are for that name none, and has them checked by its rules. Throws
 * `WrongStateError` for a batch that has been started.
 */
export const chooseEndpoint = defineVerb({
  name: 'chooseEndpoint',
  right: 'run',
  audit: 'batch',
  input: chooseEndpointInput,
  run,
});

async function run(ctx: Context, { batchId, endpoint }: Parsed<typeof chooseEndpointInput>): Promise<void> {
  await updateBatch(ctx, batchId, (draft) => {
    if (draft.attempts.length > 0 || draft.removeRequestedAt !== null)
      throw new WrongStateError('This batch has been started already. Make a new batch for another endpoint.');
    if (draft.chosenEndpoint === endpoint) return;
    draft.chosenEndpoint = endpoint;
    checkAnew(draft, ctx.clock.now());
  });
}
