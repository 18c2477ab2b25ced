import { z } from 'zod';
import { actorSchema } from './actor.ts';
import { holdSchema } from './hold.ts';
import { endedStatuses, holdKinds } from './status.ts';

const count = z.number().int().nonnegative();
const part = count;
/** Null in events from before a member was noted. */
const known = count.nullable();
/** What nobody tried to answer, because its job was cancelled or refused: neither failed nor missing. */
const notAnswered = known.default(null);
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

/** One thing that happened, for the timeline. `data` holds numbers, names and codes; `eventWords` puts it into words. */
export const batchEventSchema = z.discriminatedUnion('kind', [
  event('created', { file: z.string().nullable(), bytes: known, defaultModel: z.string().nullable() }),
  event('checked', { requests: known, badLines: known, refused: z.string().nullable() }),
  event('bad_lines_left_out', { lines: known }),
  event('started', { requests: known }),
  event('retried', { attempt: known, requests: known, scope: z.string().nullable() }),
  event('attempt_withdrawn', { attempt: known }),
  event('job_sent', { part, requests: known, provider: z.string().nullable() }),
  event('job_adopted', { part, requests: known, provider: z.string().nullable() }),
  event('job_running', { part }),
  /** `sent` is false for a job that the provider never had, and null where nobody knows: it was given up. */
  event('job_ended', { part, status: z.enum(endedStatuses), sent: z.boolean().nullable() }),
  event('job_collected', { part, requests: known, ...outcomes, notAnswered }),
  event('part_cut', { part, pieces: known, first: known, last: known }),
  event('cancel_requested', {}),
  event('hold_began', { hold: holdSchema }),
  event('hold_ended', { kind: z.enum(holdKinds).nullable() }),
  /** How the attempt ended: `cancelled` also when only some of its jobs were. */
  event('finished', { total: known, ...outcomes, notAnswered, status: z.enum(endedStatuses).nullable().default(null) }),
  event('renamed', { from: z.string().nullable(), to: z.string().nullable() }),
  event('input_replaced', { file: z.string().nullable(), bytes: known }),
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
