-- What Prisma’s schema language cannot express: audit rows stay as they were written, and go by age alone.
CREATE FUNCTION "audit_event_refuse"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    -- Only the function below says so. Whoever pretends to be it still removes nothing of today.
    IF current_setting('langbatch.removes_old_audit', true) = 'on' AND OLD."at" < now() - interval '1 day' THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'Rows of the audit log are not changed, and are removed by age alone.'
    USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER "audit_event_kept" BEFORE UPDATE OR DELETE ON "audit_event"
  FOR EACH ROW EXECUTE FUNCTION "audit_event_refuse"();

CREATE TRIGGER "audit_event_not_emptied" BEFORE TRUNCATE ON "audit_event"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_event_refuse"();

-- Removes the oldest rows, at most so many, that are older than this many days; says how many those were.
CREATE FUNCTION "remove_old_audit"("older_than_days" integer, "most" integer) RETURNS integer LANGUAGE plpgsql
  SET langbatch.removes_old_audit = 'on' AS $$
DECLARE
  removed integer;
BEGIN
  IF older_than_days < 1 THEN
    RAISE EXCEPTION 'Rows of the audit log are kept for a day at least.' USING ERRCODE = 'restrict_violation';
  END IF;
  DELETE FROM "audit_event" WHERE "number" IN (
    SELECT "number" FROM "audit_event" WHERE "at" < now() - make_interval(days => older_than_days)
    ORDER BY "at" LIMIT most);
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END
$$;
