import { dirname, join } from 'node:path/posix';

/** Folders whose folders are rooms; every other folder below these is one room, and so is a file that lies in them. */
const halls = ['lib', 'lib/batch', 'lib/shared', 'lib/dialects', 'components', 'components/batches'];

/** The room that a file of the product lies in. */
export function roomOf(path: string, within: readonly string[] = halls): string {
  const hall = within.findLast((each) => path.startsWith(`${each}/`));
  if (hall === undefined) return path.includes('/') ? path.slice(0, path.indexOf('/')) : path;
  const [first = ''] = path.slice(hall.length + 1).split('/');
  return `${hall}/${first}`;
}

/** What the files of the product import of each other, by room: `[from, to]`. */
function importsBetween(files: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...files].flatMap(([path, text]) =>
    [...text.matchAll(/(?:\bfrom |\bimport\(|^import )'([#.][^']+)'/gmu)].flatMap(([, specifier = '']) => {
      const target = specifier.startsWith('#') ? specifier.slice(1) : join(dirname(path), specifier);
      const [from, to] = [roomOf(path), roomOf(target)];
      return files.has(target) && from !== to ? [[from, to] as const] : [];
    }),
  );
}

/** Rooms that import each other, straight or by way of others: none of them stands below the rest. */
export function findRoomsInCircles(files: ReadonlyMap<string, string>): readonly string[] {
  const above = new Map<string, Set<string>>();
  const below = new Map<string, Set<string>>();
  for (const [from, to] of importsBetween(files)) {
    above.set(to, (above.get(to) ?? new Set()).add(from));
    below.set(from, (below.get(from) ?? new Set()).add(to));
  }
  const rooms = new Set([...above.keys(), ...below.keys()]);
  for (let before = -1; before !== rooms.size;) {
    before = rooms.size;
    for (const room of rooms) {
      const isEnd = [above, below].some((side) => [...(side.get(room) ?? [])].every((other) => !rooms.has(other)));
      if (isEnd) rooms.delete(room);
    }
  }
  return [...rooms].toSorted();
}
