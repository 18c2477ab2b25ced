import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import type pg from 'pg';

type ScriptFailure = { error: unknown };

let loading: Promise<void> | null = null;

/**
 * Prisma's schema engine on `pool`. A script is sent to the server whole, since the adapter would cut functions and
 * `DO` blocks at their semicolons; what the server says against it is kept in `failure`, which the engine would hide
 * behind its own text. The caller ends the pool, which also frees the engine's advisory lock.
 */
export async function openSchemaEngine(pool: pg.Pool): Promise<{ engine: SchemaEngine; failure: ScriptFailure }> {
  const failure: ScriptFailure = { error: null };
  const prisma = new PrismaPg(pool);
  const sendWhole = (adapter: SqlDriverAdapter): SqlDriverAdapter => {
    adapter.executeScript = async (script) => {
      try {
        await pool.query(script);
      } catch (error) {
        failure.error ??= error;
        throw error;
      }
    };
    return adapter;
  };
  const engine = await makeEngine({
    provider: 'postgres',
    adapterName: prisma.adapterName,
    connect: async () => sendWhole(await prisma.connect()),
    connectToShadowDb: async () => sendWhole(await prisma.connectToShadowDb()),
  });
  return { engine, failure };
}

/** The same engine without a database: it can compare two schema files and nothing else. */
export function openOfflineSchemaEngine(): Promise<SchemaEngine> {
  const connect = (): Promise<SqlDriverAdapter> => Promise.resolve(offlineAdapter);
  return makeEngine({ provider: 'postgres', adapterName: 'offline', connect, connectToShadowDb: connect });
}

async function makeEngine(factory: SqlMigrationAwareDriverAdapterFactory): Promise<SchemaEngine> {
  loading ??= loadEngine();
  await loading;
  return bindings.SchemaEngine.new(
    { datamodels: undefined },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
}

/**
 * Does by hand what the package's entry does by importing `.wasm`, which Node still calls experimental at
 * every start.
 */
async function loadEngine(): Promise<void> {
  const path = fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg')).replace(
    /[.]js$/,
    '.wasm',
  );
  const { instance } = await WebAssembly.instantiate(await readFile(path), {
    './schema_engine_bg.js': { ...bindings },
  });
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports['__wbindgen_start'];
  if (typeof start === 'function') Reflect.apply(start, undefined, []);
}

const refuse = (): never => {
  throw new Error('The offline schema engine has no database.');
};

// What the engine asks on connecting: whether the schema `public` exists, and which server this is.
const offlineAdapter: SqlDriverAdapter = {
  provider: 'postgres',
  adapterName: 'offline',
  queryRaw: () =>
    Promise.resolve({
      columnNames: ['exists', 'version', 'numeric_version'],
      columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
      rows: [[true, 'PostgreSQL 18.0', 180_000]],
    }),
  executeRaw: refuse,
  executeScript: refuse,
  startTransaction: refuse,
  getConnectionInfo: () => ({ supportsRelationJoins: true }),
  dispose: () => Promise.resolve(),
};
