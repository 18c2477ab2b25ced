const escapes = /_x([\dA-Fa-f]{4})_/gu;

/** Workbooks write characters that XML cannot hold as `_x000D_`, and an underscore that would look so as `_x005F_`. */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replaceAll(escapes, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
