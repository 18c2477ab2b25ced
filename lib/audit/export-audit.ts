import { byteOrderMark, csvRow } from '#lib/batch/downloads/csv-row.ts';
import type { AuditPlace, AuditRows } from '#lib/contracts/audit.ts';
import type { Context } from '#lib/contracts/context.ts';
import { type AuditFilter, auditFilterInput, type AuditRow } from '#lib/shared/contract/audit.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { auditRowsOf } from './audit-rows-of.ts';

const header = [
  'time',
  'person',
  'person id',
  'from',
  'token',
  'address',
  'verb',
  'thing',
  'thing id',
  'thing name',
  'before',
  'after',
];
const rowsAtOnce = 1_000;

/** The same rows as `listAudit` gives over all its pages, as a CSV file. Throws as it does, before the first row. */
export const exportAudit = defineVerb({
  name: 'exportAudit',
  right: 'admin',
  audit: 'none',
  input: auditFilterInput,
  run,
});

function run(
  ctx: Context,
  filter: Parsed<typeof auditFilterInput>,
): Promise<{ readonly fileName: string; readonly content: AsyncIterable<Uint8Array> }> {
  const content = writeRows(auditRowsOf(ctx, filter), filter);
  return Promise.resolve({ fileName: `audit-${filter.log}.csv`, content });
}

async function* writeRows(log: AuditRows, filter: AuditFilter): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${byteOrderMark}${csvRow(header)}`);
  for (let after: AuditPlace | null = null; ;) {
    const found = await log.find(filter, { after, limit: rowsAtOnce });
    if (found.length > 0) yield Buffer.from(found.map(({ row }) => csvRow(cellsOf(row))).join(''));
    after = found.at(-1)?.place ?? null;
    if (found.length < rowsAtOnce) return;
  }
}

function cellsOf({ at, actor, via, viaName, address, verb, thing, before, after }: AuditRow): readonly string[] {
  const of = thing ?? { kind: '', id: '', name: '' };
  const made = [at, actor.name, actor.id, via, viaName ?? '', address ?? '', verb];
  return [...made, of.kind, of.id, of.name, before ?? '', after ?? ''];
}
