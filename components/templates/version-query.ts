import { parseAsInteger } from 'nuqs/server';

/** Which version of a template a page shows; null: the newest. */
export const versionParsers = { version: parseAsInteger };
