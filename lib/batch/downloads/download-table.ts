import { readResultsFile } from '#lib/batch/results/read-results.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { DownloadKind } from '#lib/shared/contract/download-kinds.ts';
import { errorLines } from './error-lines.ts';
import { leftOutLines } from './left-out-lines.ts';
import { problemsCsv } from './problems-csv.ts';
import { resultsCsv } from './results-csv.ts';
import { resultsXlsx } from './results-xlsx.ts';
import { unsuccessfulRequests } from './unsuccessful-requests.ts';

interface DownloadRow {
  readonly contentType: string;
  /**
   * Streams the file while it is put together. `isWanted` picks requests by their line, where the file is
   * about requests.
   */
  readonly open: (ctx: Context, record: BatchRecord, isWanted: (line: number) => boolean) => AsyncIterable<Uint8Array>;
}

const jsonl = 'application/jsonl';
const csv = 'text/csv; charset=utf-8';
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** What each kind of download is made by, but for the input file, which lies there as it is. */
export const downloadTable: Readonly<Record<Exclude<DownloadKind, 'input.jsonl'>, DownloadRow>> = {
  'results.jsonl': { contentType: jsonl, open: readResultsFile },
  'results.csv': { contentType: csv, open: resultsCsv },
  'results.xlsx': { contentType: xlsx, open: resultsXlsx },
  'failed-requests.jsonl': { contentType: jsonl, open: unsuccessfulRequests },
  'errors.jsonl': { contentType: jsonl, open: errorLines },
  'left-out-lines.jsonl': { contentType: jsonl, open: leftOutLines },
  'problems.csv': { contentType: csv, open: problemsCsv },
};
