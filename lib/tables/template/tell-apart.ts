/**
 * Names that can stand beside `taken` and beside each other: one that is there already, in capitals or not, gets " (2)",
 * and so on.
 */
export function tellApart(taken: readonly string[], names: readonly string[]): string[] {
  const known = new Set(taken.map((name) => name.toLowerCase()));
  return names.map((name) => {
    let free = name;
    for (let number = 2; known.has(free.toLowerCase()); number += 1) free = `${name} (${number})`;
    known.add(free.toLowerCase());
    return free;
  });
}
