import { hash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { normaliseMessage } from '#lib/jsonl/normalise-message.ts';

/** Why a request has no success. */
export interface CauseFacts {
  readonly outcome: 'failed' | 'missing';
  readonly statusCode: number | null;
  readonly errorCode: string | null;
  readonly message: string | null;
}

/**
 * A batch with more causes than anybody can read has messages that differ where nothing should: what comes after
 * these is told apart by outcome, status and code alone.
 */
const maxCauses = 1_000;

/** With more than these remembered, the book forgets all and looks them up anew. */
const maxRemembered = 20_000;

/** The causes of a batch, made when first met. Remembers them from one group of rows to the next. */
export class CauseBook {
  readonly #batchNumber: number;
  readonly #numbers = new Map<string, number>();
  readonly #idOfFacts = new Map<string, string>();

  constructor(batchNumber: number) {
    this.#batchNumber = batchNumber;
  }

  /** The number of each cause, made where it is not there yet; null stays null. */
  async numbersOf(client: ClientBase, facts: readonly (CauseFacts | null)[]): Promise<readonly (number | null)[]> {
    if (this.#idOfFacts.size > maxRemembered) this.forget();
    const ids = facts.map((each) => (each === null ? null : this.#idOf(each)));
    const unknown = new Map<string, CauseFacts>();
    for (const [at, id] of ids.entries()) {
      const each = facts[at] ?? null;
      if (id !== null && each !== null && !this.#numbers.has(id) && !unknown.has(id)) unknown.set(id, each);
    }
    if (unknown.size > 0) await this.#learn(client, unknown);
    return ids.map((id) => (id === null ? null : this.#numberOf(id)));
  }

  /** To be called when a transaction that made causes was lost. */
  forget(): void {
    this.#numbers.clear();
    this.#idOfFacts.clear();
  }

  #idOf(facts: CauseFacts): string {
    // No stored text holds NUL, so it can part them and stand for null.
    const { outcome, statusCode, errorCode, message } = facts;
    const key = `${outcome} ${statusCode} ${errorCode ?? '\0'}\0${message ?? '\0'}`;
    const known = this.#idOfFacts.get(key);
    if (known !== undefined) return known;
    const id = causeId(facts);
    this.#idOfFacts.set(key, id);
    return id;
  }

  #numberOf(id: string): number {
    const number = this.#numbers.get(id);
    if (number === undefined) throw new Error(`Cause ${id} was not made.`);
    return number;
  }

  async #learn(client: ClientBase, unknown: ReadonlyMap<string, CauseFacts>): Promise<void> {
    await this.#find(client, [...unknown.keys()]);
    const missing = [...unknown].filter(([id]) => !this.#numbers.has(id));
    if (missing.length > 0) await this.#make(client, missing);
  }

  async #find(client: ClientBase, ids: readonly string[]): Promise<void> {
    const { rows } = await client.query<{ id: string; number: number }>(
      'select id, number from cause where batch_number = $1 and id = any($2)',
      [this.#batchNumber, ids],
    );
    for (const { id, number } of rows) this.#numbers.set(id, number);
  }

  async #make(client: ClientBase, causes: readonly (readonly [string, CauseFacts])[]): Promise<void> {
    const room = maxCauses - (await this.#count(client));
    await this.#insert(client, causes.slice(0, Math.max(room, 0)));
    const others = causes.slice(Math.max(room, 0)).map(([id, facts]) => ({ id, rest: { ...facts, message: null } }));
    if (others.length === 0) return;
    const rests = new Map(others.map(({ rest }) => [causeId(rest), rest]));
    await this.#find(client, [...rests.keys()]);
    await this.#insert(
      client,
      [...rests].filter(([id]) => !this.#numbers.has(id)),
    );
    for (const { id, rest } of others) {
      const number = this.#numbers.get(causeId(rest));
      if (number !== undefined) this.#numbers.set(id, number);
    }
  }

  async #count(client: ClientBase): Promise<number> {
    const { rows } = await client.query<{ count: number }>(
      'select count(*)::int as count from cause where batch_number = $1',
      [this.#batchNumber],
    );
    return rows[0]?.count ?? 0;
  }

  async #insert(client: ClientBase, causes: readonly (readonly [string, CauseFacts])[]): Promise<void> {
    if (causes.length === 0) return;
    const { rows } = await client.query<{ id: string; number: number }>(
      `insert into cause (batch_number, id, outcome, status_code, error_code, message)
       select $1, * from unnest($2::text[], $3::request_outcome[], $4::smallint[], $5::text[], $6::text[])
       returning id, number`,
      [
        this.#batchNumber,
        causes.map(([id]) => id),
        causes.map(([, { outcome }]) => outcome),
        causes.map(([, { statusCode }]) => statusCode),
        causes.map(([, { errorCode }]) => errorCode),
        causes.map(([, { message }]) => message),
      ],
    );
    for (const { id, number } of rows) this.#numbers.set(id, number);
  }
}

/** The same for the same cause, also after the index was rebuilt, so that links to it last. */
function causeId({ outcome, statusCode, errorCode, message }: CauseFacts): string {
  const normalised = message === null ? null : normaliseMessage(message);
  return hash('sha256', JSON.stringify([outcome, statusCode, errorCode, normalised]), 'hex').slice(0, 24);
}
