import type { z } from 'zod';
import type { DoorContext } from '#lib/contracts/accounts.ts';
import type { SetCookie } from '#lib/contracts/asker.ts';
import type { NamedAudit, Audit, Parsed } from './define-verb.ts';
import { parseInput } from './parse-input.ts';

/** What becomes of a call at the door: its value, and cookies for whoever called. */
export interface DoorAnswer<Value> {
  readonly value: Value;
  readonly setCookies: readonly SetCookie[];
}

/** What anybody may ask for who reaches the server: it says itself whom it lets in. */
export interface DoorVerb<S extends z.core.$ZodType = z.core.$ZodType, Value = unknown> {
  (ctx: DoorContext, input?: unknown): Promise<DoorAnswer<Value>>;
  readonly name: string;
  readonly right: 'anyone';
  readonly audit: Audit;
  readonly input: S;
}

/** Makes a verb of the door. `run` gets only input that fits the schema. */
export function defineDoorVerb<S extends z.core.$ZodType, Value>(
  definition: NamedAudit<'noted'> & {
    readonly input: S;
    readonly run: (ctx: DoorContext, input: Parsed<S>) => Promise<DoorAnswer<Value>>;
  },
): DoorVerb<S, Value> {
  const { name, audit, input: schema, run } = definition;
  const verb = (ctx: DoorContext, given?: unknown): Promise<DoorAnswer<Value>> =>
    Promise.resolve().then(() => run(ctx, parseInput(schema, given)));
  Object.defineProperty(verb, 'name', { value: name });
  return Object.assign(verb, { right: 'anyone' as const, audit, input: schema });
}
