import { byteOrderMark, csvRow } from '#lib/batch/downloads/csv-row.ts';
import type { AuditPlace, AuditRows } from '#lib/contracts/audit.ts';
import type { AuditFilter, AuditRow } from '#lib/shared/contract/audit.ts';
import { assertDays } from './assert-days.ts';

interface AuditFile {
  readonly fileName: string;
  readonly content: AsyncIterable<Uint8Array>;
}

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

/** A log as a CSV file. Throws `InvalidInputError` for a day that there is not. */
export function writeAuditFile(log: AuditRows, filter: AuditFilter): AuditFile {
  assertDays(filter);
  return { fileName: `audit-${filter.log}.csv`, content: writeRows(log, filter) };
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
