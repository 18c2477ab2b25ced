const notAscii = /[\u007f-\uffff]/g;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function writeString(text: string): string {
  return JSON.stringify(text).replace(notAscii, escapeCharacter);
}

/**
 * JSON on one line as Python's `json.dumps` writes it, which is how OpenAI's result files look (recorded 2025):
 * `", "` and `": "` between things, everything beyond ASCII as `\uXXXX`. Members that are `undefined` are left out.
 */
export function toPythonJson(value: unknown): string {
  if (typeof value === 'string') return writeString(value);
  if (Array.isArray(value)) return `[${value.map(toPythonJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([key, member]) => `${writeString(key)}: ${toPythonJson(member)}`).join(', ')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
