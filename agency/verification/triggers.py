"""What the database itself refuses: evidence that changes without an entry of the log before it.

The migration that made them has them written out; here they are for whoever makes the tables from
the models.
"""

from __future__ import annotations

ON_SQLITE = (
    """
CREATE TRIGGER credentials_evidence_logged BEFORE UPDATE OF evidence ON credentials
WHEN OLD.evidence <> NEW.evidence AND NOT EXISTS (
    SELECT 1 FROM verifications
    WHERE id = (SELECT max(id) FROM verifications WHERE credential_id = NEW.id)
    AND evidence_before = OLD.evidence AND evidence_after = NEW.evidence
)
BEGIN
    SELECT RAISE(ABORT, 'evidence changes with an entry of the verification log alone');
END
""",
)
ON_POSTGRESQL = (
    """
CREATE FUNCTION require_a_verification() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM verifications
        WHERE id = (SELECT max(id) FROM verifications WHERE credential_id = NEW.id)
        AND evidence_before = OLD.evidence AND evidence_after = NEW.evidence
    ) THEN
        RAISE EXCEPTION 'evidence changes with an entry of the verification log alone';
    END IF;
    RETURN NEW;
END
$$
""",
    """
CREATE TRIGGER credentials_evidence_logged BEFORE UPDATE OF evidence ON credentials
FOR EACH ROW WHEN (OLD.evidence <> NEW.evidence) EXECUTE FUNCTION require_a_verification()
""",
)
