import * as z from 'zod/mini';
import type { Immutable } from './immutable.ts';

/** Of each part `ok`, or a sentence that says what is wrong. */
const parts = {
  database: z.string(),
  worker: z.string(),
  /** The disk that holds the data folder. */
  disk: z.string(),
};
const healthSchema = z.object(parts);
export type Health = Immutable<z.infer<typeof healthSchema>>;

/** What `GET /api/health` answers. */
export const healthReportSchema = z.object({ ...parts, status: z.enum(['ok', 'failing']), version: z.string() });
export type HealthReport = Immutable<z.infer<typeof healthReportSchema>>;

/** Of a part that only the database could tell of. */
export const notKnown = 'Not known while the database does not answer.';
