"""What the database itself refuses: evidence that changes without an entry of the log before it,
and a log that is changed. Only with its credential does an entry go.

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
LOG_ON_SQLITE = (
    """
CREATE TRIGGER verifications_unchanged BEFORE UPDATE ON verifications
BEGIN
    SELECT RAISE(ABORT, 'the verification log is only ever added to');
END
""",
    """
CREATE TRIGGER verifications_kept BEFORE DELETE ON verifications
WHEN EXISTS (SELECT 1 FROM credentials WHERE id = OLD.credential_id)
BEGIN
    SELECT RAISE(ABORT, 'the verification log is only ever added to');
END
""",
    """
CREATE TRIGGER verifications_not_replaced BEFORE INSERT ON verifications
WHEN EXISTS (SELECT 1 FROM verifications WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'the verification log is only ever added to');
END
""",
)
LOG_ON_POSTGRESQL = (
    """
CREATE FUNCTION refuse_to_change_the_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF NOT EXISTS (SELECT 1 FROM credentials WHERE id = OLD.credential_id) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'the verification log is only ever added to';
END
$$
""",
    """
CREATE TRIGGER verifications_kept BEFORE UPDATE OR DELETE ON verifications
FOR EACH ROW EXECUTE FUNCTION refuse_to_change_the_log()
""",
    """
CREATE TRIGGER verifications_not_emptied BEFORE TRUNCATE ON verifications
FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_the_log()
""",
)
