CREATE INDEX entries_lexemes ON entries USING gin (lexemes);

CREATE FUNCTION habeas_fixed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is only added to, never changed', TG_TABLE_NAME; END $$;
CREATE TRIGGER claims_say_what_they_said BEFORE UPDATE OF id, root, subject, property, source, report, place, from_day, to_day, body ON claims
FOR EACH ROW EXECUTE FUNCTION habeas_fixed();
CREATE TRIGGER claims_stay BEFORE DELETE ON claims FOR EACH ROW EXECUTE FUNCTION habeas_fixed();
CREATE TRIGGER steps_stay BEFORE UPDATE OR DELETE ON claim_steps FOR EACH ROW EXECUTE FUNCTION habeas_fixed();
