/** Ends a line. */
export const lineFeed = 0x0a;

/** The same, ready to be written. */
export const lineFeedBytes = Uint8Array.of(lineFeed);
