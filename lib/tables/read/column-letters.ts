const letters = 26;
const codeOfA = 65;

/** What a spreadsheet writes above a column: 0 is `A`, 25 `Z`, 26 `AA`. */
export function columnLetters(index: number): string {
  const last = String.fromCodePoint(codeOfA + (index % letters));
  return index < letters ? last : columnLetters(Math.floor(index / letters) - 1) + last;
}

/** The index of the column that a reference such as `AB12` names; -1 where it names none. */
export function columnOfReference(reference: string): number {
  let index = 0;
  let at = 0;
  for (; at < reference.length; at += 1) {
    const digit = (reference.codePointAt(at) ?? 0) - codeOfA + 1;
    if (digit < 1 || digit > letters) break;
    index = index * letters + digit;
  }
  return index - 1;
}
