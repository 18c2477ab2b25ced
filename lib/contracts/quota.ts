export interface ByteClaim {
  readonly id: string;
  readonly bytes: number;
  readonly now: Date;
  /** When it ends by itself, as whoever made it may be gone. */
  readonly expiresAt: Date;
}

/** How much room there is where it does not suffice. */
export interface Shortage {
  readonly leftBytes: number;
  readonly limitBytes: number;
}

/**
 * How much one workspace may store: the files of its batches, and what is claimed for bytes under way. Of claims that
 * are made at once, together never more than there is room for are granted.
 */
export interface Quota {
  /** Sets room aside, in place of what the same id has claimed before. Returns what is left when it does not suffice. */
  claim(claim: ByteClaim): Promise<Shortage | null>;
  /** Ends a claim; none is no error. */
  release(id: string): Promise<void>;
}
