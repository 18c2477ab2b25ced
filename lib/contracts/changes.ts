/** Called with the id of a batch that has changed; with null when any may have, as after a gap in what was heard. */
export type ChangeListener = (batchId: string | null) => void;

/** Which batches of a workspace change, in whatever process. */
export interface Changes {
  /** Tells `listener` about changes of one batch, or of all with null, until the returned function is called. */
  subscribe(batchId: string | null, listener: ChangeListener): () => void;
}
