/** `tickets-october.jsonl` becomes `tickets-october`. */
export function nameFromFile(fileName: string): string {
  const name = fileName.replace(/\.(jsonl|ndjson|json|txt|csv|tsv|tab|xlsx|xlsm)$/iu, '').trim();
  return (name === '' ? fileName : name).slice(0, 200);
}
