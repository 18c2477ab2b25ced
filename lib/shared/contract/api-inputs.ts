import { z } from 'zod';
import { batchName, keepBatchInput, retryScope } from './batch-inputs.ts';

/* What programs write beside the path when they ask for a change. Every name is known, so that none is lost unseen. */

/** Of the `Idempotency-Key` header: with the same one again nothing is done twice. */
export const idempotencyKey = z
  .string()
  .regex(/^[\x20-\x7e]{1,255}$/u, 'An Idempotency-Key has 1 to 255 characters: letters, digits and signs of ASCII.');

/** What goes with the file of a new batch: fields of the form, or query parameters beside lines as the body. */
export const newBatchFields = z.strictObject(
  {
    /** By default made from the file's name. */
    name: batchName.optional(),
    /** Id or name. By default the only one, else the one used last. */
    connection: z.string().max(200, 'There is no connection with such a long name.').optional(),
    /** Starts the batch as soon as the check has found that every line can be sent. */
    start: z.enum(['true', 'false'], 'Write start=true, or leave it out.').default('false'),
  },
  knowing('name, connection and start'),
);

export const startBatchBody = z.strictObject(
  keepBatchInput.pick({ connectionId: true, leaveOutBadLines: true }).shape,
  knowing('connectionId and leaveOutBadLines'),
);

export const retryBatchBody = z.strictObject({ scope: retryScope }, knowing('scope'));

export const cancelBatchBody = z.strictObject({}, knowing('nothing'));

/** Says which names there are when one is none of them; other issues keep their own words. */
function knowing(names: string): { readonly error: (issue: z.core.$ZodRawIssue) => string | undefined } {
  return {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys')
        return `There is no such field here: ${issue.keys.join(', ').slice(0, 200)}. Known here: ${names}.`;
      return issue.code === 'invalid_type' ? `Send a JSON object. Known here: ${names}.` : undefined;
    },
  };
}
