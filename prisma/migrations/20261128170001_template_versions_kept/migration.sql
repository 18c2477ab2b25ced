-- What Prisma’s schema language cannot express: a saved version stays as it is until its template is deleted.
CREATE FUNCTION "template_version_refuse"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A saved version of a template is not changed.' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER "template_version_kept" BEFORE UPDATE ON "template_version"
  FOR EACH ROW EXECUTE FUNCTION "template_version_refuse"();
