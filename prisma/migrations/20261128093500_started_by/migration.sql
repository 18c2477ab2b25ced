-- Whose a batch is, as lists show and filter it. The document says so; one of the first version gives nobody an id but
-- by the kind, as `lib/record/upgrade-2.ts` reads it.
ALTER TABLE "batch" ADD COLUMN     "created_by_id" TEXT NOT NULL DEFAULT 'you',
ADD COLUMN     "started_by_id" TEXT,
ADD COLUMN     "started_by_name" TEXT;

UPDATE "batch" SET
  "created_by_id" = coalesce("document"->'createdBy'->>'id', nullif("document"->'createdBy'->>'kind', 'user'), 'you'),
  "started_by_id" = CASE WHEN "document"->'attempts'->0 IS NOT NULL THEN
    coalesce("document"->'attempts'->0->'startedBy'->>'id', nullif("document"->'attempts'->0->'startedBy'->>'kind', 'user'), 'you')
  END,
  "started_by_name" = CASE WHEN "document"->'attempts'->0 IS NOT NULL THEN
    coalesce("document"->'attempts'->0->'startedBy'->>'name', 'You')
  END;

-- CreateIndex
CREATE INDEX "batch_workspace_id_started_by_id_created_at_id_idx" ON "batch"("workspace_id", "started_by_id", "created_at" DESC, "id" DESC);

-- Whose it is to make a link for a new password: it ends with that right.
ALTER TABLE "one_time_link" ADD COLUMN     "created_by_id" TEXT;
