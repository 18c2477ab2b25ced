import type { Readable } from 'node:stream';
import { DataStore, Upload } from '@tus/server';
import type { Clock } from '#lib/contracts/context.ts';
import type { FileStore } from '#lib/contracts/file-store.ts';
import { InvalidInputError } from '#lib/errors.ts';
import { uploadLifetimeMs } from '#lib/shared/contract/upload.ts';
import { assertRoomForUpload, defaultUploadRoom, type UploadRoom } from './open-uploads.ts';
import { removeExpiredUploads } from './remove-expired-uploads.ts';
import { findUploadOffset, writeUploadPart } from './upload-parts.ts';
import { findFinishedUpload, getUploadRecord, saveUploadRecord, uploadPrefix } from './upload-record.ts';

/** Room in the workspace for what uploads have promised, until they end. */
export interface UploadClaims {
  make(id: string, bytes: number, expiresAt: Date): Promise<void>;
  release(id: string): Promise<void>;
}

/**
 * A tus data store on the file store alone, so that several web machines serve the same uploads: each PATCH becomes
 * a file that is named by its offset, and the offset of an upload is where those files end.
 */
export class FileStoreDatastore extends DataStore {
  readonly #files: FileStore;
  readonly #clock: Clock;
  readonly #room: UploadRoom;
  readonly #claims: UploadClaims;
  /** How far uploads were when this process saw them last. They only grow, so the search goes on from there. */
  readonly #knownOffsets: Map<string, number>;

  constructor(options: {
    readonly files: FileStore;
    readonly clock: Clock;
    readonly knownOffsets: Map<string, number>;
    readonly room?: UploadRoom;
    readonly claims: UploadClaims;
  }) {
    super();
    this.#files = options.files;
    this.#clock = options.clock;
    this.#knownOffsets = options.knownOffsets;
    this.#room = options.room ?? defaultUploadRoom;
    this.#claims = options.claims;
    this.extensions = ['creation', 'creation-with-upload', 'termination', 'expiration'];
  }

  override async create(upload: Upload): Promise<Upload> {
    if (upload.size === undefined) throw new InvalidInputError('An upload says first how many bytes will come.');
    await assertRoomForUpload(this.#files, upload.size, this.#room);
    const now = this.#clock.now();
    upload.creation_date = now.toISOString();
    await this.#claims.make(upload.id, upload.size, new Date(now.getTime() + uploadLifetimeMs));
    try {
      const { id, size: bytes, metadata = {}, creation_date: createdAt } = upload;
      await saveUploadRecord(this.#files, { version: 1, id, bytes, metadata, createdAt });
    } catch (error) {
      await this.#claims.release(upload.id);
      throw error;
    }
    return upload;
  }

  /** Throws `NotFoundError`. */
  override async getUpload(id: string): Promise<Upload> {
    const record = await getUploadRecord(this.#files, id);
    return new Upload({
      id,
      size: record.bytes,
      offset: await this.#findOffset(id, record.bytes),
      metadata: record.metadata,
      creation_date: record.createdAt,
    });
  }

  /** Returns the offset after the write. What arrives before the stream breaks is kept. */
  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    await writeUploadPart(this.#files, id, offset, stream);
    const end = await findUploadOffset(this.#files, id, offset);
    this.#knownOffsets.set(id, end);
    return end;
  }

  override async remove(id: string): Promise<void> {
    this.#knownOffsets.delete(id);
    await this.#files.removeAll(uploadPrefix(id));
    await this.#claims.release(id);
  }

  override getExpiration(): number {
    return uploadLifetimeMs;
  }

  override async deleteExpired(): Promise<number> {
    return removeExpiredUploads({ files: this.#files, clock: this.#clock });
  }

  /** Forgets how far the upload was, so that its parts are looked at again. */
  forgetOffset(id: string): void {
    this.#knownOffsets.delete(id);
  }

  async #findOffset(id: string, bytes: number): Promise<number> {
    if ((await findFinishedUpload(this.#files, id)) !== null) return bytes;
    const offset = await findUploadOffset(this.#files, id, this.#knownOffsets.get(id));
    this.#knownOffsets.set(id, offset);
    return offset;
  }
}
