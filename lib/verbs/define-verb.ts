import { z } from 'zod';
import type { Context } from '#lib/contracts/context.ts';
import type { Right } from '#lib/shared/contract/rights.ts';
import type { AuditedVerb } from '#lib/shared/words/audit-words.ts';
import { assertMay } from './assert-may.ts';
import { parseInput } from './parse-input.ts';

/**
 * What the library can do for somebody: called with a context and with anything at all. Checks the right,
 * then parses the input, then does its work. Throws `ForbiddenError`, `InvalidInputError`, and what its own
 * text says.
 */
export interface Verb<S extends z.core.$ZodType = z.core.$ZodType, Value = unknown> {
  (ctx: Context, input?: unknown): Promise<Value>;
  readonly name: string;
  readonly right: Right;
  readonly audit: Audit;
  readonly input: S;
}

/** A verb, whoever it is for. */
export interface AnyVerb {
  (ctx: never, input?: unknown): Promise<unknown>;
  readonly input: z.core.$ZodType;
}

/** What callers of a verb write down. */
export type InputOf<V extends AnyVerb> = z.input<V['input']>;
/** What a verb gives back. */
export type ValueOf<V extends AnyVerb> = Awaited<ReturnType<V>>;
/** What `run` gets of an input with this schema. */
export type Parsed<S extends z.core.$ZodType> = z.output<S>;

/** The schema of verbs that need no input. */
export const noInput = z.unknown().transform(() => undefined);

/**
 * How a verb comes into the audit log. `batch`: by the save of the batch that it changes. `noted`: it writes the row
 * itself, in the transaction of its change. `parts`: by other verbs that it is made of. `none`: it changes nothing that
 * anybody decided.
 */
export type Audit = 'batch' | 'noted' | 'parts' | 'none';

/** A verb that changes something has its words in `audit-words.ts`, or does not compile. */
export type NamedAudit<Changing extends Audit> =
  | { readonly name: AuditedVerb; readonly audit: Changing }
  | { readonly name: string; readonly audit: Exclude<Audit, 'batch' | 'noted'> };

/** Makes a verb. `run` is reached only by those who have the right, and only with input that fits the schema. */
export function defineVerb<S extends z.core.$ZodType, Value>(
  definition: NamedAudit<'batch' | 'noted'> & {
    readonly right: Right;
    readonly input: S;
    readonly run: (ctx: Context, input: Parsed<S>) => Promise<Value>;
  },
): Verb<S, Value> {
  const { name, right, audit, input: schema, run } = definition;
  const verb = async (ctx: Context, given?: unknown): Promise<Value> => {
    assertMay(ctx, right);
    const input = parseInput(schema, given);
    const underWay = definition.audit === 'batch' ? { name: definition.name, isNoted: false } : null;
    return run(withVerb(ctx, underWay), input);
  };
  Object.defineProperty(verb, 'name', { value: name });
  return Object.assign(verb, { right, audit, input: schema });
}

/** The same context for the work of one verb, inside transactions too. */
export function withVerb(ctx: Context, verb: Context['verb']): Context {
  return { ...ctx, verb, transaction: (work) => ctx.transaction((tx) => work(withVerb(tx, verb))) };
}
