declare global {
  /** One for the process, as with the runtime: what opens streams and what closes them are different bundles. */
  var langbatchOpenStreams: OpenStreams | undefined;
}

/** The event streams that are open. A server that stops waits for its connections, and these would never end. */
export interface OpenStreams {
  /**
   * Notes a stream until the function that it returns is called. `close` is called at once when all are
   * closed already.
   */
  add(close: () => void): () => void;
  closeAll(): void;
}

export function createOpenStreams(): OpenStreams {
  const streams = new Set<() => void>();
  let isClosed = false;
  return {
    add(close) {
      if (isClosed) close();
      else streams.add(close);
      return () => streams.delete(close);
    },
    closeAll() {
      isClosed = true;
      for (const close of streams) close();
      streams.clear();
    },
  };
}

export function getOpenStreams(): OpenStreams {
  globalThis.langbatchOpenStreams ??= createOpenStreams();
  return globalThis.langbatchOpenStreams;
}
