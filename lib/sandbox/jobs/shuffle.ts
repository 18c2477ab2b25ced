import type { SeededRandom } from '../seeded-random.ts';

/** So many texts are held back at most, or so much of them: enough to mix well, little enough for any file. */
const maxHeld = 1000;
const maxHeldLength = 4 * 1024 * 1024;

/** Passes texts on in another order, the same for the same seed. */
export interface Shuffle {
  /** Takes a text in and returns those that are pushed out by it. */
  push(text: string): readonly string[];
  /** Returns what is left. */
  end(): readonly string[];
}

export function createShuffle(random: SeededRandom): Shuffle {
  const held: string[] = [];
  let heldLength = 0;

  const isFull = (): boolean => held.length > maxHeld || heldLength > maxHeldLength;
  const takeOne = (): string => {
    const index = random.below(held.length);
    const taken = held[index] ?? '';
    const last = held.pop() ?? '';
    if (index < held.length) held[index] = last;
    heldLength -= taken.length;
    return taken;
  };

  return {
    push(text) {
      held.push(text);
      heldLength += text.length;
      const out: string[] = [];
      while (isFull()) out.push(takeOne());
      return out;
    },
    end() {
      const out: string[] = [];
      while (held.length > 0) out.push(takeOne());
      return out;
    },
  };
}
