const wordsPerSlot = 4;
const firstCapacity = 1024;
const maxLoad = 0.7;

/**
 * A set of custom_ids by their hash, 16 to 46 bytes each where a `Set` of strings takes about 100. It keeps 127 bits of the SHA-256: two different
 * ids among a million meet with a chance below 10⁻²⁶.
 */
export class CustomIdSet {
  #capacity = firstCapacity;
  #slots = new Int32Array(firstCapacity * wordsPerSlot);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Returns false when the hash, as `hashCustomId` makes it, is in the set already. */
  add(sha256: Buffer): boolean {
    if (this.#size >= this.#capacity * maxLoad) this.#grow();
    const isNew = this.#insert(
      // An empty slot is known by its first word being 0, so no key may have that.
      sha256.readInt32LE(0) | 1,
      sha256.readInt32LE(4),
      sha256.readInt32LE(8),
      sha256.readInt32LE(12),
    );
    if (isNew) this.#size += 1;
    return isNew;
  }

  #insert(first: number, second: number, third: number, fourth: number): boolean {
    const slots = this.#slots;
    const mask = this.#capacity - 1;
    for (let slot = second & mask; ; slot = (slot + 1) & mask) {
      const at = slot * wordsPerSlot;
      if (slots[at] === 0) {
        slots[at] = first;
        slots[at + 1] = second;
        slots[at + 2] = third;
        slots[at + 3] = fourth;
        return true;
      }
      if (slots[at] === first && slots[at + 1] === second && slots[at + 2] === third && slots[at + 3] === fourth)
        return false;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#capacity *= 2;
    this.#slots = new Int32Array(this.#capacity * wordsPerSlot);
    for (let at = 0; at < old.length; at += wordsPerSlot) {
      const first = old[at] ?? 0;
      if (first !== 0) this.#insert(first, old[at + 1] ?? 0, old[at + 2] ?? 0, old[at + 3] ?? 0);
    }
  }
}
