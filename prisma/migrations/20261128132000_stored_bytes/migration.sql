-- What the files of a batch take, as its record names them: `lib/record/stored-bytes.ts`. Parts that are about to be
-- written are added by the save that comes next.
ALTER TABLE "batch" ADD COLUMN     "stored_bytes" BIGINT;

UPDATE "batch" SET "stored_bytes" = ("document"->'input'->>'bytes')::bigint + coalesce((
  SELECT sum(
    coalesce(("job"->'payload'->>'bytes')::bigint, 0)
    + coalesce(("job"->'output'->>'bytes')::bigint, 0)
    + coalesce(("job"->'errors'->>'bytes')::bigint, 0))
  FROM json_array_elements("document"->'attempts') AS "attempt", json_array_elements("attempt"->'jobs') AS "job"
), 0);

ALTER TABLE "batch" ALTER COLUMN "stored_bytes" SET NOT NULL, ALTER COLUMN "stored_bytes" SET DEFAULT 0;

-- CreateTable
CREATE TABLE "byte_claim" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "byte_claim_pkey" PRIMARY KEY ("workspace_id","id")
);
