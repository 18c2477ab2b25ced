import { DatabaseSync } from 'node:sqlite';
import { type BatchStorage, ConflictError, NotFoundError, hasOpenWork } from '../lib/langbatch/index.ts';
import { parseBatchRecord, parseFileKey, parseFilePrefix, storeBlocks } from '../lib/langbatch/index.ts';

const schema = `pragma journal_mode = wal; pragma recursive_triggers = on;
  create table if not exists batch (id text primary key, version int, created text, is_open int, record text);
  create table if not exists file (key text primary key, content text, bytes int);
  create table if not exists block (content text, start int, bytes blob, primary key (content, start));
  create trigger if not exists drop_blocks after delete on file begin delete from block where content = old.content; end`;

/** A storage of one's own: batches and their files in one SQLite database, which several processes may share. */
export function createSqliteStorage(path: string): BatchStorage {
  const db = new DatabaseSync(path, { timeout: 10_000 });
  db.exec(schema);
  return {
    loadBatch: async (id) => {
      const { record, version } = db.prepare('select record, version from batch where id = ?').get(id) ?? {};
      return record === undefined ? null : { record: parseBatchRecord(id, record), version: Number(version) };
    },
    saveBatch: async (record, expectedVersion) => {
      const save = db.prepare(`insert or replace into batch select :id, :version, :text ->> '$.createdAt', :open, :text
        where :version = 1 + ifnull((select version from batch where id = :id), 0)`);
      const [id, version, open] = [record.id, expectedVersion + 1, Number(hasOpenWork(record))];
      const { changes } = save.run({ id, version, open, text: JSON.stringify(record) });
      if (changes === 0) throw new ConflictError(`Batch ${id} was changed by somebody else. Try again.`);
      return version;
    },
    listBatchIds: async ({ openOnly = false, after = null, limit }) => {
      const list = db.prepare(`select id from batch where is_open >= :open and (:after is null or (created, id) <
        (select created, id from batch where id = :after)) order by created desc, id desc limit :limit`);
      return list.all({ open: Number(openOnly), after, limit }).map(({ id }) => String(id));
    },
    removeBatch: async (id) => void db.prepare('delete from batch where id = ?').run(id),
    files: {
      write: (key, content, options) =>
        storeBlocks(key, content, options, {
          put: (id, start, block) => db.prepare('insert into block values (?, ?, ?)').run(id, start, block),
          keep: (id, { bytes }) => db.prepare('insert or replace into file values (?, ?, ?)').run(key, id, bytes),
          undo: (id) => db.prepare('delete from block where content = ?').run(id),
        }),
      async *read(key, { start, end = Infinity } = { start: 0 }) {
        using snapshot = new DatabaseSync(path, { readOnly: true });
        snapshot.exec('begin'); // From here on this connection sees the file as it is now.
        const { content } = snapshot.prepare('select content from file where key = ?').get(parseFileKey(key)) ?? {};
        if (content === undefined) throw new NotFoundError(`There is no file ${key}.`);
        const blocks = snapshot.prepare(`select start as at, bytes from block
          where content = ? and start + length(bytes) > ? and start < ? order by start`);
        for (const { at, bytes } of blocks.iterate(content, start, end))
          if (bytes instanceof Uint8Array) yield bytes.subarray(Math.max(0, start - Number(at)), end - Number(at));
      },
      size: async (key) => {
        const { bytes } = db.prepare('select bytes from file where key = ?').get(parseFileKey(key)) ?? {};
        return bytes === undefined ? null : Number(bytes);
      },
      remove: async (key) => void db.prepare('delete from file where key = ?').run(parseFileKey(key)),
      removeAll: async (all) => void db.prepare('delete from file where instr(key, ?) = 1').run(parseFilePrefix(all)),
    },
  };
}
