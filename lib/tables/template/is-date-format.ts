/** What is text in a number format: quoted, escaped, a place to fill, and what stands in brackets but elapsed time. */
const notCode = /"[^"]*"|\\.|[_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]/giu;

/** True for the number format of a date or a time, such as `d mmm yyyy` or `[h]:mm`. */
export function isDateFormat(format: string): boolean {
  const [positive = ''] = format.replaceAll(notCode, '').split(';');
  return !/general/iu.test(positive) && /[dmyhs]/iu.test(positive);
}
