import type { DiffTarget } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { openOfflineSchemaEngine } from './schema-engine.ts';

/**
 * The SQL that turns a database of schema `from` (Prisma's language; null is an empty database) into one of schema
 * `to`; an empty string when there is nothing to do. Needs no database. Throws when a schema has an error.
 */
export async function diffSchemas(from: string | null, to: string): Promise<string> {
  const engine = await openOfflineSchemaEngine();
  try {
    const filters = { externalTables: [], externalEnums: [] };
    const options = { script: true, exitCode: null, filters };
    const { stdout } = await engine.diff({ from: convertToTarget(from), to: convertToTarget(to), ...options });
    const sql = (stdout ?? '').trim();
    return sql === '-- This is an empty migration.' ? '' : `${sql}\n`;
  } finally {
    engine.free();
  }
}

function convertToTarget(schema: string | null): DiffTarget {
  if (schema === null) return { tag: 'empty' };
  return { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] };
}
