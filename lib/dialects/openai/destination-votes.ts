/**
 * What a batch has one of: where its requests go, and the model that answers them. Null where a line leaves
 * it open.
 */
export interface Destination {
  readonly url: string | null;
  readonly model: string | null;
}

/** Beyond this many different destinations, more are not told apart: such a file has no majority. */
const maxDestinations = 100;

/** Counts where the lines of a file want to go, to find out what most of them agree on. */
export class DestinationVotes {
  readonly #votes = new Map<string, Destination & { count: number }>();
  /** Of the line before, as most lines say the same. */
  #last: (Destination & { count: number }) | null = null;

  add({ url, model }: Destination): void {
    const last = this.#last;
    if (last !== null && last.url === url && last.model === model) {
      last.count += 1;
      return;
    }
    const key = JSON.stringify([url, model]);
    const vote = this.#votes.get(key) ?? { url, model, count: 0 };
    vote.count += 1;
    this.#last = vote;
    if (this.#votes.has(key) || this.#votes.size < maxDestinations) this.#votes.set(key, vote);
  }

  /** The destination with which the most lines can be sent; `present` unless another has more. */
  winner(present: Destination): Destination {
    const votes = [...this.#votes.values()];
    let best = present;
    let most = this.#fitting(present);
    for (const url of distinct(votes.map((vote) => vote.url))) {
      for (const model of distinct(votes.map((vote) => vote.model))) {
        const count = this.#fitting({ url, model });
        if (count > most) [best, most] = [{ url, model }, count];
      }
    }
    return best;
  }

  /** How many lines can go there. */
  #fitting(to: Destination): number {
    let sum = 0;
    for (const { url, model, count } of this.#votes.values()) {
      if ((url === null || url === to.url) && (model === null || model === to.model)) sum += count;
    }
    return sum;
  }
}

/** Without null, unless there is nothing else. */
function distinct(values: readonly (string | null)[]): readonly (string | null)[] {
  const named = [...new Set(values)].filter((value) => value !== null);
  return named.length === 0 ? [null] : named;
}
