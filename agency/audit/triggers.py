"""What the database itself refuses to do to the trail, in the words of each kind of database.

The migration that made them has them written out; here they are for whoever makes the tables from
the models.
"""

from __future__ import annotations

ON_SQLITE = (
    """
CREATE TRIGGER audit_entries_unchanged BEFORE UPDATE ON audit_entries
BEGIN
    SELECT RAISE(ABORT, 'the trail is only ever added to');
END
""",
    """
CREATE TRIGGER audit_entries_kept BEFORE DELETE ON audit_entries
BEGIN
    SELECT RAISE(ABORT, 'the trail is only ever added to');
END
""",
    # INSERT OR REPLACE deletes without asking the trigger of deletions.
    """
CREATE TRIGGER audit_entries_not_replaced BEFORE INSERT ON audit_entries
WHEN EXISTS (SELECT 1 FROM audit_entries WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'the trail is only ever added to');
END
""",
)
ON_POSTGRESQL = (
    """
CREATE FUNCTION refuse_to_change_the_trail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the trail is only ever added to';
END
$$
""",
    """
CREATE TRIGGER audit_entries_kept BEFORE UPDATE OR DELETE ON audit_entries
FOR EACH ROW EXECUTE FUNCTION refuse_to_change_the_trail()
""",
    """
CREATE TRIGGER audit_entries_not_emptied BEFORE TRUNCATE ON audit_entries
FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_the_trail()
""",
)
