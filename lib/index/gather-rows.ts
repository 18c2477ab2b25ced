/**
 * Joins small groups of rows into groups of at least `size`. Reads the next group ahead while the caller works on
 * the one before, so that parsing and writing happen at once.
 */
export async function* gatherRows<T>(
  groups: AsyncIterable<readonly T[]>,
  size: number,
): AsyncGenerator<readonly T[], void> {
  const gathered = gather(groups, size);
  let next = gathered.next();
  try {
    for (;;) {
      const { value, done } = await next;
      if (done === true) return;
      next = gathered.next();
      // Its failure is heard when it is awaited; until then it must not count as unhandled.
      next.catch(() => undefined);
      yield value;
    }
  } finally {
    await next.catch(() => undefined);
    await gathered.return();
  }
}

async function* gather<T>(groups: AsyncIterable<readonly T[]>, size: number): AsyncGenerator<readonly T[], void> {
  let gathered: T[] = [];
  for await (const group of groups) {
    for (const row of group) gathered.push(row);
    if (gathered.length < size) continue;
    yield gathered;
    gathered = [];
  }
  if (gathered.length > 0) yield gathered;
}
