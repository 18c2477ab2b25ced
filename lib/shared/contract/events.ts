import * as z from 'zod/mini';
import { actorSchema } from './actor.ts';
import { holdSchema } from './hold.ts';
import { endedStatuses, holdKinds } from './status.ts';

const count = z.int().check(z.nonnegative());
const part = count;
/** Null in events from before a member was noted. */
const known = z.nullable(count);
/** What nobody tried to answer, because its job was cancelled or refused: neither failed nor missing. */
const notAnswered = z._default(known, null);
const outcomes = { succeeded: known, failed: known, missing: known };

function event<Kind extends string, Shape extends z.core.$ZodLooseShape>(kind: Kind, data: Shape) {
  return z.strictObject({
    seq: count,
    at: z.iso.datetime(),
    actor: actorSchema,
    kind: z.literal(kind),
    data: z.strictObject(data),
  });
}

/**
 * One thing that happened, for the timeline. `data` holds numbers, names and codes; `eventWords` puts it into
 * words.
 */
export const batchEventSchema = z.discriminatedUnion('kind', [
  event('created', { file: z.nullable(z.string()), bytes: known, defaultModel: z.nullable(z.string()) }),
  event('checked', { requests: known, badLines: known, refused: z.nullable(z.string()) }),
  event('bad_lines_left_out', { lines: known }),
  event('started', { requests: known }),
  event('retried', { attempt: known, requests: known, scope: z.nullable(z.string()) }),
  event('attempt_withdrawn', { attempt: known }),
  event('job_sent', { part, requests: known, provider: z.nullable(z.string()) }),
  event('job_adopted', { part, requests: known, provider: z.nullable(z.string()) }),
  event('job_running', { part }),
  /** `sent` is false for a job that the provider never had, and null where nobody knows: it was given up. */
  event('job_ended', { part, status: z.enum(endedStatuses), sent: z.nullable(z.boolean()) }),
  event('job_collected', { part, requests: known, ...outcomes, notAnswered }),
  event('part_cut', { part, pieces: known, first: known, last: known }),
  event('cancel_requested', {}),
  event('hold_began', { hold: holdSchema }),
  event('hold_ended', { kind: z.nullable(z.enum(holdKinds)) }),
  /** How the attempt ended: `cancelled` also when only some of its jobs were. */
  event('finished', {
    total: known,
    ...outcomes,
    notAnswered,
    status: z._default(z.nullable(z.enum(endedStatuses)), null),
  }),
  event('renamed', { from: z.nullable(z.string()), to: z.nullable(z.string()) }),
  /** Of a table's rows. */
  event('requests_made', { requests: known, template: z.nullable(z.string()), version: known }),
  event('input_replaced', { file: z.nullable(z.string()), bytes: known }),
  /** Another job of the part was found at the provider. */
  event('copy_found', { part, provider: z.string(), providerId: z.string() }),
  /** Results were judged again by newer rules, from their stored files. */
  event('results_refreshed', { ...outcomes }),
]);
export type BatchEvent = z.infer<typeof batchEventSchema>;
export type BatchEventKind = BatchEvent['kind'];

/** An event before it has its number, its time and its actor. */
export type EventDraft = BatchEvent extends infer Each
  ? Each extends BatchEvent
    ? Pick<Each, 'kind' | 'data'>
    : never
  : never;
