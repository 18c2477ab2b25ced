/** Who calls, as far as the request itself tells. */
export interface Asker {
  /** The request's Cookie header. */
  readonly cookies: string;
  /** Of the client; null where all clients look alike, as behind a proxy that nobody said to trust. */
  readonly address: string | null;
  readonly userAgent: string;
}

/** A cookie for the browser that asks; all are for our whole origin, for no script, and for no other site's requests. */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** 0 removes it. */
  readonly maxAgeSeconds: number;
  readonly isSecure: boolean;
}
