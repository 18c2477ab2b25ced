import type { BatchRecord } from '#lib/record/record.ts';
import type { DownloadKind } from '#lib/shared/contract/download-kinds.ts';
import { safeFileName } from './safe-file-name.ts';

/** For the browser: the results of `my reviews.xlsx` are `my reviews - results.xlsx`, others go by the batch's name. */
export function downloadFileName({ name, table }: BatchRecord, kind: DownloadKind): string {
  const isTable = table?.made != null && (kind === 'results.xlsx' || kind === 'results.csv');
  return isTable ? `${tableName(table.source.name)} - ${kind}` : `${safeFileName(name, 'batch')}-${kind}`;
}

/** The file's own name without its ending, its words still apart. */
function tableName(fileName: string): string {
  const words = fileName.replace(/\.[^.]{1,5}$/u, '').split(/\s+/u);
  const safe = words.map((word) => safeFileName(word, '')).filter((word) => word !== '');
  return safe.join(' ').slice(0, 80).trim() || 'table';
}
