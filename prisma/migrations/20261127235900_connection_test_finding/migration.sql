-- What a test of a connection found is a code with facts now; sentences without facts stay as they were written.
ALTER TABLE "connection" ADD COLUMN     "last_test_finding" JSONB;

UPDATE "connection"
SET "last_test_finding" = CASE
  WHEN "last_test_fault" IS NULL THEN
    jsonb_build_object('code', 'as_written', 'facts', jsonb_build_object('text', "last_test_sentence"))
  ELSE jsonb_build_object('code', 'call_failed', 'facts', "last_test_fault")
END
WHERE "last_test_sentence" IS NOT NULL;

ALTER TABLE "connection"
  DROP COLUMN "last_test_fault",
  DROP COLUMN "last_test_sentence";
