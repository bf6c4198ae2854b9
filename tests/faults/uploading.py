"""The `agency` command, killed once at a moment of an upload, as the environment says.

``FAULT_CRASH`` names the moment, ``FAULT_MARKER`` a file that says it has come. The product knows
nothing of this.
"""

from __future__ import annotations

import os
from threading import get_ident
from typing import Any

from sqlalchemy import event

import agency.api.documents as api
import agency.portal.sending_card as portal
from agency.documents.store.folder import Folder
from agency.extensions import db
from tests.faults.worker import AFTER_COMMIT, BEFORE_COMMIT, CRASH, crash_once
from wsgi import main

BEFORE_RENAME, AFTER_RENAME, BEFORE_ANSWER = "before_rename", "after_rename", "before_answer"
ATTACH, SEND = "attach_document", "send_unsent"
MOMENTS = (BEFORE_RENAME, AFTER_RENAME, BEFORE_COMMIT, AFTER_COMMIT, BEFORE_ANSWER)


def sabotage(moment: str) -> None:
    """Arrange for the process to die at ``moment``, once; at any other word, never."""
    if moment == BEFORE_RENAME:
        crash_half_written()
    elif moment == AFTER_RENAME:
        crash_after(Folder, "put")
    elif moment == BEFORE_ANSWER:
        crash_after(api, "created")
        crash_after(portal, "made_once")
    elif moment in (BEFORE_COMMIT, AFTER_COMMIT):
        crash_at_commit(moment)


def crash_half_written() -> None:
    put = Folder.put

    def watched(self: Folder, name: str, content: bytes) -> None:
        half = self._path(name).with_name(name + ".part")
        half.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(content[: len(content) // 2])
        crash_once()
        half.unlink()
        put(self, name, content)

    setattr(Folder, "put", watched)  # noqa: B010 - a method may not be assigned to


def crash_after(where: Any, name: str) -> None:
    """Die as soon as a function has done what it does."""
    do = getattr(where, name)

    def watched(*args: Any, **options: Any) -> Any:
        done = do(*args, **options)
        crash_once()
        return done

    setattr(where, name, watched)


def crash_at_commit(moment: str) -> None:
    """Die just before or after the commit of the transaction that writes a document."""
    attaching: list[int] = []

    def at_commit(_session: Any) -> None:
        # Other threads do work of their own, and commit it.
        if get_ident() in attaching:
            crash_once()

    watch(api, ATTACH, attaching)
    watch(portal, SEND, attaching)
    event.listen(db.session, moment, at_commit)


def watch(where: Any, name: str, doing: list[int]) -> None:
    """Have ``doing`` hold the thread in which that function runs, while it does."""
    do = getattr(where, name)

    def watched(*args: Any, **options: Any) -> Any:
        doing.append(get_ident())
        try:
            return do(*args, **options)
        finally:
            doing.remove(get_ident())

    setattr(where, name, watched)


if __name__ == "__main__":
    sabotage(os.environ[CRASH])
    main()
