import type { Pool } from 'pg';
import { z } from 'zod';
import type { AuditPlace, AuditRows, PlacedAuditRow } from '#lib/contracts/audit.ts';
import { onDatabase } from '#lib/db/database-failure.ts';
import type { AuditFilter } from '#lib/shared/contract/audit.ts';

const rowSchema = z.object({
  number: z.string().transform(BigInt),
  at: z.date(),
  actorKind: z.string(),
  actorId: z.string(),
  actorName: z.string(),
  via: z.string(),
  viaName: z.string().nullable(),
  address: z.string().nullable(),
  verb: z.string(),
  thingKind: z.string().nullable(),
  thingId: z.string().nullable(),
  thingName: z.string().nullable(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});

const columns = `number::text, at, actor_kind as "actorKind", actor_id as "actorId", actor_name as "actorName", via,
  via_name as "viaName", address, verb, thing_kind as "thingKind", thing_id as "thingId", thing_name as "thingName",
  before, after`;

/** The rows of a workspace; of the installation for null. */
export function createAuditRows(pool: Pool, workspaceId: string | null): AuditRows {
  const belongs = workspaceId === null ? 'workspace_id is null and $1::text is null' : 'workspace_id = $1';
  return {
    async find(filter, { after, limit }) {
      const { conditions, values } = conditionsOf(filter, after, [workspaceId]);
      const statement = `select ${columns} from audit_event where ${[belongs, ...conditions].join(' and ')}
        order by at desc, audit_event.number desc limit $${values.length + 1}`;
      const { rows } = await onDatabase(() => pool.query<Record<string, unknown>>(statement, [...values, limit]));
      return rows.map((row) => convertRow(rowSchema.parse(row)));
    },
    async people() {
      const { rows } = await onDatabase(() => pool.query(peopleStatement(belongs), [workspaceId]));
      return peopleRows.parse(rows);
    },
  };
}

const peopleRows = z.array(z.object({ id: z.string(), name: z.string() }));

/** Steps through the index from one person to the next, so that it takes as long as there are people, not rows. */
function peopleStatement(belongs: string): string {
  return `
    with recursive actors as (
      select (select min(actor_id) from audit_event where ${belongs}) as id
      union all
      select (select min(actor_id) from audit_event where ${belongs} and actor_id > actors.id)
      from actors where actors.id is not null)
    select id, (select actor_name from audit_event where ${belongs} and actor_id = actors.id
                order by at desc, number desc limit 1) as name
    from actors where id is not null order by name, id`;
}

/** Adds to `first`; what no database text can hold is found in none. */
function conditionsOf(
  { person, verb, thing, from, to }: AuditFilter,
  after: AuditPlace | null,
  first: readonly unknown[],
): { readonly conditions: readonly string[]; readonly values: readonly unknown[] } {
  const values = [...first];
  const conditions: string[] = [];
  const add = (condition: (place: string) => string, value: unknown): void => {
    values.push(typeof value === 'string' ? value.replaceAll('\0', '\u2400') : value);
    conditions.push(condition(`$${values.length}`));
  };
  if (person !== undefined) add((place) => `actor_id = ${place}`, person);
  if (verb !== undefined) add((place) => `verb = ${place}`, verb);
  if (thing !== undefined)
    add((place) => `(thing_id = ${place} or position(lower(${place}) in lower(thing_name)) > 0)`, thing);
  if (from !== undefined) add((place) => `at >= ${place}`, new Date(`${from}T00:00:00Z`));
  if (to !== undefined) add((place) => `at < ${place}::timestamptz + interval '1 day'`, new Date(`${to}T00:00:00Z`));
  if (after !== null) {
    values.push(after.at, after.number);
    conditions.push(`(at, number) < ($${values.length - 1}, $${values.length})`);
  }
  return { conditions, values };
}

function convertRow(row: z.output<typeof rowSchema>): PlacedAuditRow {
  const { number, at, actorKind: kind, actorId: id, actorName: name, thingKind, thingId, thingName } = row;
  const { via, viaName, address, verb, before, after } = row;
  const thing =
    thingKind === null || thingId === null || thingName === null
      ? null
      : { kind: thingKind, id: thingId, name: thingName };
  const actor = { kind, id, name };
  return {
    place: { at, number },
    row: { at: at.toISOString(), actor, via, viaName, address, verb, thing, before, after },
  };
}
