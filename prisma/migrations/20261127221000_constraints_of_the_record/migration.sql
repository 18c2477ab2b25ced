-- The document of a batch holds its attempts, jobs, files and events. What stays beside it is what must be unique.

-- DropTable
DROP TABLE "event";

-- DropTable
DROP TABLE "file";

-- AlterTable
ALTER TABLE "attempt"
  DROP COLUMN "scope",
  DROP COLUMN "requests",
  DROP COLUMN "started_at",
  DROP COLUMN "ended_at";

-- AlterTable
ALTER TABLE "job"
  DROP COLUMN "attempt",
  DROP COLUMN "part",
  DROP COLUMN "stage",
  DROP COLUMN "status",
  DROP COLUMN "provider_status",
  DROP COLUMN "requests",
  DROP COLUMN "sent_at",
  DROP COLUMN "ended_at",
  DROP COLUMN "collected_at";
