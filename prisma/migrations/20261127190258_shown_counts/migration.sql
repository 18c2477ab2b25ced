-- AlterTable
ALTER TABLE "batch" ADD COLUMN     "attempt_requests" INTEGER,
ADD COLUMN     "shown_failed" INTEGER,
ADD COLUMN     "shown_missing" INTEGER,
ADD COLUMN     "shown_pending" INTEGER,
ADD COLUMN     "shown_succeeded" INTEGER;

-- Until a batch is saved again it is shown by what is known of it here.
UPDATE "batch" SET
  "attempt_requests" = coalesce(
    (SELECT a."requests" FROM "attempt" a WHERE a."batch_id" = "batch"."id" ORDER BY a."number" DESC LIMIT 1), 0),
  "shown_failed" = "failed",
  "shown_missing" = CASE WHEN "status" IN ('cancelled', 'failed') THEN 0 ELSE "missing" END,
  "shown_pending" = "pending" + CASE WHEN "status" IN ('cancelled', 'failed') THEN "missing" ELSE 0 END,
  "shown_succeeded" = "succeeded";

ALTER TABLE "batch" ALTER COLUMN "attempt_requests" SET NOT NULL,
ALTER COLUMN "shown_failed" SET NOT NULL,
ALTER COLUMN "shown_missing" SET NOT NULL,
ALTER COLUMN "shown_pending" SET NOT NULL,
ALTER COLUMN "shown_succeeded" SET NOT NULL;
