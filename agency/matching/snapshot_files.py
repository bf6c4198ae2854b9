"""The folder of snapshots as files that every process of a machine maps.

The database is the truth and the folder a way to have it quickly: what is missing or damaged there
is written anew, and what cannot be written is done without. Several machines may share a folder.
"""

from __future__ import annotations

import fcntl
import logging
import os
import socket
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from time import sleep
from typing import IO

from agency import clock
from agency.matching.mapping import Unmappable, mapped, write_columns
from agency.matching.packing import FORMAT
from agency.matching.snapshot import Snapshot

log = logging.getLogger(__name__)

SUFFIX, CHECKED, UNFINISHED = ".facts", ".checked", ".part"
LOCK = "lock"
# Who is frozen with the lock does not keep the others for longer; a database ends what says nothing
# for twice as long.
TURN_SECONDS, LOOK_SECONDS = 30.0, 0.02
BLOCK = 1 << 20


def shared(folder: Path, fingerprint: str, stored: Callable[[], Snapshot]) -> Snapshot:
    """The facts of ``fingerprint`` as they lie in ``folder``.

    Where they do not, or what lies there is something else, they are put there as ``stored`` has
    them, which may raise. Of several processes one does so and the others wait.
    """
    path = path_of(folder, fingerprint)
    found = _looked_up(path, fingerprint, check=False)
    if found:
        return found
    with _turn(folder):
        return _looked_up(path, fingerprint, check=True) or _placed(path, fingerprint, stored())


def put(folder: Path, snapshot: Snapshot) -> None:
    """Have the facts lie in ``folder``, where there is room; whoever maps them checks them."""
    path = path_of(folder, snapshot.fingerprint)
    with _turn(folder):
        if not path.exists():
            _is_written(path, snapshot)


def path_of(folder: Path, fingerprint: str) -> Path:
    """Where facts lie; a version that packs differently has files of its own."""
    return folder / f"{fingerprint}-{FORMAT}{SUFFIX}"


def _looked_up(path: Path, fingerprint: str, *, check: bool) -> Snapshot | None:
    """What lies there, if this machine has checked that it is what it should be, or does so now."""
    try:
        with _opened(path) as file:
            if _is_checked(path, file):
                return _used(path, file)
            return _checked(path, file, fingerprint) if check else None
    except FileNotFoundError:
        return None
    except Exception as error:  # whatever may be in a file: the database has the facts
        log.warning("%s cannot be used: %s: %s", path, type(error).__name__, error)
        return None


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """A regular file; anything else might never end, or not even open."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Unmappable("it is not a file")
        yield file


def _used(path: Path, file: IO[bytes]) -> Snapshot:
    """Map it, and leave a note of when that was last done."""
    state = os.fstat(file.fileno())
    with suppress(OSError):  # of whose file it is, others may only read it
        os.utime(path, ns=(nanoseconds(), state.st_mtime_ns))
    return mapped(file.fileno())


def _checked(path: Path, file: IO[bytes], fingerprint: str) -> Snapshot:
    """Map it if its facts are those of ``fingerprint``; raises Unmappable, and as `mapped`.

    It is read first: what a disk cannot read is an error then, and later the end of the process.
    """
    while file.read(BLOCK):
        pass
    snapshot = mapped(file.fileno())
    if snapshot.fingerprint != fingerprint:
        raise Unmappable(f"its facts are {snapshot.fingerprint}")
    with suppress(OSError):  # then the next process checks it again
        _note_of(path).write_text(_identity(file))
    return snapshot


def _is_checked(path: Path, file: IO[bytes]) -> bool:
    try:
        return _note_of(path).read_text() == _identity(file)
    except (OSError, ValueError):
        return False


def _note_of(path: Path) -> Path:
    """What this machine has noted of a file."""
    return path.with_name(f"{path.name}.{_machine()}{CHECKED}")


@cache
def _machine() -> str:
    """A name of this machine that is no other's, and not its own after its next start."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return socket.gethostname()


def _identity(file: IO[bytes]) -> str:
    """What changes when a file is replaced, or written to by somebody else."""
    state = os.fstat(file.fileno())
    return f"{state.st_ino} {state.st_size} {state.st_mtime_ns}"


def _placed(path: Path, fingerprint: str, snapshot: Snapshot) -> Snapshot:
    """The facts as they lie where they belong, written now; as they were, if that fails."""
    if not _is_written(path, snapshot):
        return snapshot
    return _looked_up(path, fingerprint, check=True) or snapshot


def _is_written(path: Path, snapshot: Snapshot) -> bool:
    try:
        _write(path, snapshot)
    except OSError as error:
        log.warning("%s cannot be written: %s", path, error)
        return False
    return True


def _write(path: Path, snapshot: Snapshot) -> None:
    """All of it or nothing, whenever the power fails. Raises OSError."""
    beginning = f"{path.name}."
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=beginning, suffix=UNFINISHED, delete=False
    ) as file:
        try:
            write_columns(file, snapshot)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Have the names in a folder outlive the power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """One process after the other; who has waited for long enough, or cannot wait, goes on."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        yield
        return
    try:
        _wait_for(descriptor)
        yield
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int) -> None:
    watch = clock.Stopwatch()
    while watch.seconds.get("waited", 0.0) < TURN_SECONDS:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            sleep(LOOK_SECONDS)
        except OSError:
            return  # a file system without locks: each writes for itself, which does no harm
        watch.lap("waited")


def nanoseconds() -> int:
    """This moment, as file systems count."""
    return int(clock.now().timestamp() * 1_000_000_000)
