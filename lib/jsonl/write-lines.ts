/** One line of JSONL with its newline. `undefined` members are left out, as in `JSON.stringify`. */
export function toJsonLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
