export interface WindowShare {
  /** How many bytes each of those that read now may hold at once. */
  readonly bytes: () => number;
  /** Called by each that begins; what it returns ends its share. */
  readonly begin: () => () => void;
}

/**
 * Divides memory among all who read results at the same time: a client that reads slowly, or not at all, holds what was
 * read for it for as long as it likes.
 */
export function createWindowShare(options: { readonly most: number; readonly least: number }): WindowShare {
  const { most, least } = options;
  let readers = 0;
  return {
    bytes: () => Math.max(least, Math.floor(most / Math.max(1, readers))),
    begin() {
      readers += 1;
      let hasEnded = false;
      return () => {
        if (!hasEnded) readers -= 1;
        hasEnded = true;
      };
    },
  };
}
