-- What holds a batch up, and why its file is refused, are codes with facts now; sentences from before stay as they were written.
ALTER TABLE "batch" ADD COLUMN "hold" JSON;

UPDATE "batch"
SET "hold" = json_build_object(
  'kind', "hold_kind",
  'code', 'as_written',
  'since', to_char("hold_since" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'facts', json_build_object('text', "hold_sentence")
)
WHERE "hold_kind" IS NOT NULL AND "hold_since" IS NOT NULL;

ALTER TABLE "batch"
  DROP COLUMN "hold_sentence",
  DROP COLUMN "hold_since",
  ALTER COLUMN "refusal" TYPE JSON USING CASE
    WHEN "refusal" IS NULL THEN NULL
    ELSE json_build_object('code', 'as_written', 'facts', json_build_object('text', "refusal"))
  END;
