import type { ConnectionKind } from '#lib/shared/contract/connection-kinds.ts';
import type { ConnectionLimits, ConnectionTestView, ConnectionView } from '#lib/shared/contract/connection-view.ts';

/** A connection with its key in plain text: for providers only, never for pages or logs. */
export interface ConnectionSecrets {
  readonly id: string;
  readonly name: string;
  readonly kind: ConnectionKind;
  readonly baseUrl: string;
  readonly apiKey: string | null;
  readonly limits: ConnectionLimits;
}

/** A connection without its key and without counting who uses it. */
export type ConnectionSettings = Omit<ConnectionSecrets, 'apiKey'>;

export interface NewConnection extends ConnectionSecrets {
  readonly createdAt: Date;
}

export interface ConnectionChanges {
  readonly name?: string;
  readonly baseUrl?: string;
  readonly apiKey?: string;
  readonly limits?: ConnectionLimits;
  /** Null forgets what the last test found. */
  readonly lastTest?: ConnectionTestView | null;
  readonly lastUsedAt?: Date;
}

/** Saved provider accounts. Keys are encrypted before they are stored. */
export interface ConnectionStore {
  list(): Promise<readonly ConnectionView[]>;
  /** As `list` shows it, with the numbers of its batches; null when there is none. */
  find(id: string): Promise<ConnectionView | null>;
  /** For what needs neither the key nor the counts; null when there is none. */
  findSettings(id: string): Promise<ConnectionSettings | null>;
  /** Throws `NotFoundError`; throws `StorageError` when the key cannot be decrypted with this secret. */
  getSecrets(id: string): Promise<ConnectionSecrets>;
  create(connection: NewConnection): Promise<void>;
  /** Throws `NotFoundError`. */
  update(id: string, changes: ConnectionChanges): Promise<void>;
  /** Throws `WrongStateError` while a batch uses it. */
  remove(id: string): Promise<void>;
}
