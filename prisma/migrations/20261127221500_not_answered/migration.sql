-- What nobody tried to answer was shown as waiting before; of an ended batch nothing else is.
ALTER TABLE "batch" ADD COLUMN     "shown_not_answered" INTEGER;

UPDATE "batch" SET
  "shown_not_answered" = CASE WHEN "ended_at" IS NULL THEN 0 ELSE "shown_pending" - "pending" END,
  "shown_pending" = CASE WHEN "ended_at" IS NULL THEN "shown_pending" ELSE "pending" END;

ALTER TABLE "batch" ALTER COLUMN "shown_not_answered" SET NOT NULL;
