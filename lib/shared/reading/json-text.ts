const indentation = '  ';

/** Deeper levels stand below each other: with 100,000 of them indentation alone would be gigabytes. */
const deepestIndented = 40;

/**
 * A JSON text with line breaks and indentation, all its numbers, keys and escapes as they were: it is never parsed
 * and written again, which would round big numbers and lose repeated keys. Text that is no JSON, or was cut, is
 * indented as far as it goes.
 */
export function formatJsonText(json: string): string {
  let formatted = '';
  let depth = 0;
  let previous = '';
  const lineBreak = (): string => `\n${indentation.repeat(Math.min(depth, deepestIndented))}`;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s"{}[\],:]+/gs)) {
    if (token === '{' || token === '[') {
      depth += 1;
      formatted += token + lineBreak();
    } else if (token === '}' || token === ']') {
      depth = Math.max(0, depth - 1);
      formatted = previous === '{' || previous === '[' ? formatted.trimEnd() + token : formatted + lineBreak() + token;
    } else if (token === ',') formatted += token + lineBreak();
    else formatted += token === ':' ? ': ' : token;
    previous = token;
  }
  return formatted;
}
