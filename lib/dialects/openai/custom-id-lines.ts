const wordsPerSlot = 5;
const firstCapacity = 1024;
const maxLoad = 0.7;

/**
 * The line of each custom_id, found by its hash: 20 to 58 bytes each where a `Map` of strings takes about
 * 120. It keeps 127 bits of the SHA-256: two different ids among a million meet with a chance below 10⁻²⁶.
 */
export class CustomIdLines {
  #capacity = firstCapacity;
  #slots = new Int32Array(firstCapacity * wordsPerSlot);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Returns the line that had this hash, as `hashCustomId` makes it, before; null when it is new. */
  add(sha256: Buffer, line: number): number | null {
    if (this.#size >= this.#capacity * maxLoad) this.#grow();
    const earlier = this.#insert([
      // An empty slot is known by its first word being 0, so no key may have that.
      sha256.readInt32LE(0) | 1,
      sha256.readInt32LE(4),
      sha256.readInt32LE(8),
      sha256.readInt32LE(12),
      line,
    ]);
    if (earlier === null) this.#size += 1;
    return earlier;
  }

  #insert(entry: readonly [number, number, number, number, number]): number | null {
    const [first, second, third, fourth, line] = entry;
    const slots = this.#slots;
    const mask = this.#capacity - 1;
    for (let slot = second & mask; ; slot = (slot + 1) & mask) {
      const at = slot * wordsPerSlot;
      if (slots[at] === 0) {
        slots[at] = first;
        slots[at + 1] = second;
        slots[at + 2] = third;
        slots[at + 3] = fourth;
        slots[at + 4] = line;
        return null;
      }
      if (slots[at] === first && slots[at + 1] === second && slots[at + 2] === third && slots[at + 3] === fourth)
        return slots[at + 4] ?? 0;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#capacity *= 2;
    this.#slots = new Int32Array(this.#capacity * wordsPerSlot);
    for (let at = 0; at < old.length; at += wordsPerSlot) {
      const first = old[at] ?? 0;
      if (first !== 0) this.#insert([first, old[at + 1] ?? 0, old[at + 2] ?? 0, old[at + 3] ?? 0, old[at + 4] ?? 0]);
    }
  }
}
