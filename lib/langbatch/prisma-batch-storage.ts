import { readScriptSettings } from '#lib/config/process-env.ts';
import type { BatchPage, BatchStorage, StoredBatch } from '#lib/contracts/batch-storage.ts';
import type { ConnectionStore } from '#lib/contracts/connection-store.ts';
import type { Providers } from '#lib/contracts/context.ts';
import type { FileStore } from '#lib/contracts/file-store.ts';
import type { RequestIndex } from '#lib/contracts/request-index.ts';
import { WrongStateError } from '#lib/errors.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { createFileStore } from '#lib/wiring/create-file-store.ts';
import type { AuditedTransaction, DashboardDatabase, DashboardSettings } from '#lib/wiring/open-dashboard-database.ts';
import { createLazyRequestIndex } from './create-lazy-request-index.ts';

/** Each has the default that the dashboard has: from the environment or the `.env` file. */
export interface PrismaBatchStorageOptions {
  /** `DATABASE_URL`, else the database that `npm start` runs in the data folder. Given here, `secret` is needed too. */
  readonly databaseUrl?: string;
  /** The folder with the files: `LANGBATCH_DATA_DIR`, or `.data`. */
  readonly dataDir?: string;
  /**
   * What the keys of saved connections are encrypted with: `LANGBATCH_SECRET`, else the one kept in the data
   * folder.
   */
  readonly secret?: string;
}

/** The connections that people have saved in the dashboard. */
export interface SavedConnections {
  readonly store: ConnectionStore;
  readonly providers: Providers;
  /** Where the sandbox listens, without `/v1`; null when there is none. */
  readonly sandboxUrl: string | null;
}

/**
 * The dashboard's own database: what a script saves here is an ordinary batch of the dashboard, and a batch of the
 * dashboard can be loaded here by its id. Database and Prisma are loaded by the first call, which throws
 * `StorageError` when the dashboard's database does not run or has another schema.
 */
export class PrismaBatchStorage implements BatchStorage, AsyncDisposable {
  readonly files: FileStore;
  readonly index: RequestIndex;
  readonly #settings: DashboardSettings;
  #opening: Promise<DashboardDatabase> | null = null;
  #isClosed = false;

  /** Throws `InvalidInputError` for settings that cannot be used, naming all that is wrong. */
  constructor({ databaseUrl, dataDir, secret }: PrismaBatchStorageOptions = {}) {
    this.#settings = readScriptSettings({
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      ...(dataDir === undefined ? {} : { LANGBATCH_DATA_DIR: dataDir }),
      ...(secret === undefined ? {} : { LANGBATCH_SECRET: secret }),
    });
    this.files = createFileStore(this.#settings);
    this.index = createLazyRequestIndex(async () => (await this.#open()).index);
  }

  async loadBatch(id: string): Promise<StoredBatch | null> {
    return (await this.#open()).storage.loadBatch(id);
  }

  async saveBatch(record: BatchRecord, expectedVersion: number): Promise<number> {
    return (await this.#open()).storage.saveBatch(record, expectedVersion);
  }

  async listBatchIds(page: BatchPage): Promise<readonly string[]> {
    return (await this.#open()).storage.listBatchIds(page);
  }

  async removeBatch(id: string): Promise<void> {
    return (await this.#open()).storage.removeBatch(id);
  }

  /** The saved connections, and providers made from them. */
  async connections(): Promise<SavedConnections> {
    const { connections: store, providers, sandboxUrl } = await this.#open();
    return { store, providers, sandboxUrl };
  }

  /** Runs `work` in one transaction, in which the audit log notes what the script changes. */
  async transaction<T>(work: (tx: AuditedTransaction) => Promise<T>): Promise<T> {
    return (await this.#open()).transaction(work);
  }

  /** Ends the connections to the database once the calls under way are done. Later calls throw `WrongStateError`. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const opening = this.#opening;
    this.#opening = null;
    // Whoever opened it has been told why it could not be opened.
    await opening?.then(
      (database) => database.close(),
      () => undefined,
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #open(): Promise<DashboardDatabase> {
    if (this.#isClosed) return Promise.reject(new WrongStateError('This storage was closed. Make a new one.'));
    this.#opening ??= import('#lib/wiring/open-dashboard-database.ts')
      .then(({ openDashboardDatabase }) => openDashboardDatabase(this.#settings))
      .catch((error: unknown) => {
        this.#opening = null;
        throw error;
      });
    return this.#opening;
  }
}
