-- What Prisma's schema language cannot express.

-- Parts of custom_ids are found by their trigrams, in one batch at a time: with the batch's number in the index, other
-- batches with the same ids cost nothing. New rows wait in the pending list, whose size is in kilobytes; the writer
-- empties it once for all of them, which is far cheaper than row by row.
create extension if not exists pg_trgm;
create extension if not exists btree_gin;

create index request_custom_id_search on request
  using gin (batch_number, custom_id gin_trgm_ops) with (fastupdate = on, gin_pending_list_limit = 65536);

-- Only what is not a success is looked for by outcome or cause, and only where it counts: a successful result costs
-- no index but the key.
create index result_current_outcome on result (batch_number, outcome, line)
  where is_current and outcome <> 'succeeded';

create index result_current_cause on result (cause_number, line)
  where is_current and cause_number is not null;

-- Rows that are saved again and again: room for the new version beside the old one, and early cleaning.
alter table batch set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_scale_factor = 0.02);
alter table job set (fillfactor = 70);
alter table request_block set (fillfactor = 50);
alter table cause set (fillfactor = 50);
alter table ingest_checkpoint set (fillfactor = 50);
