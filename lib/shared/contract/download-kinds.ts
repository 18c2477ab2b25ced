/** What of a batch is offered on its page. */
export const batchDownloads = [
  'results.jsonl',
  'results.csv',
  'results.xlsx',
  'failed-requests.jsonl',
  'errors.jsonl',
  'left-out-lines.jsonl',
  'input.jsonl',
] as const;

export const downloadKinds = [...batchDownloads, 'problems.csv'] as const;
export type DownloadKind = (typeof downloadKinds)[number];
