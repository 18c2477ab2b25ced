/** As much as a cell can hold, in UTF-16 units, as Excel counts. */
export const maxCellLength = 32_767;

/** What XML 1.0 cannot hold, a lone surrogate too; and carriage returns, which its readers drop. */
const unholdable = String.raw`(?![\t\n\x7F-\x9F])[\p{Cc}\p{Cs}\uFFFE\uFFFF]`;
/** The beginning of what would pass for an escape, also by the underscore that an escape behind it begins with. */
const asIfEscaped = String.raw`_(?=x[\dA-Fa-f]{4}(?:_|${unholdable}))`;

const special = new RegExp(`[&<>]|_x|${unholdable}`, 'u');
const toEscape = new RegExp(`${unholdable}|${asIfEscaped}`, 'gu');

/** A text as XML. What it cannot hold is escaped as Excel does (ECMA-376 part 1, 22.9.2.19): `_x0007_`. */
function xmlText(text: string): string {
  if (!special.test(text)) return text;
  return text
    .replaceAll(toEscape, (found) => `_x${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

export function xmlAttribute(text: string): string {
  return xmlText(text).replaceAll('"', '&quot;');
}

/** Readers may drop white space that nothing says to keep. */
const spaced = /^\s|\s$|\s\s|[\t\n]/u;

/** The element that holds a cell's text. */
export function textElement(text: string): string {
  return `<t${spaced.test(text) ? ' xml:space="preserve"' : ''}>${xmlText(text)}</t>`;
}
