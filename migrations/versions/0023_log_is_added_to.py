"""The log of verifications is only ever added to, but goes with the credential that it is about."""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# What makes this table or that of credentials anew on SQLite drops these first and makes them
# again.
ON_SQLITE = (
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
ON_POSTGRESQL = (
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


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if on_sqlite else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("unchanged", "kept", "not_replaced"):
            op.execute(f"DROP TRIGGER verifications_{name}")
        return
    for name in ("kept", "not_emptied"):
        op.execute(f"DROP TRIGGER verifications_{name} ON verifications")
    op.execute("DROP FUNCTION refuse_to_change_the_log()")
