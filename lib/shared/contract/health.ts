/** Of each part `ok`, or a sentence that says what is wrong. */
export interface Health {
  readonly database: string;
  readonly worker: string;
  /** The disk that holds the data folder. */
  readonly disk: string;
}

/** What `GET /api/health` answers. */
export interface HealthReport extends Health {
  readonly status: 'ok' | 'failing';
  readonly version: string;
}

/** Of a part that only the database could tell of. */
export const notKnown = 'Not known while the database does not answer.';
