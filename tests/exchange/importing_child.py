"""An import in a process of its own, which may be killed."""

from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path

from agency import create_app
from agency.exchange import actions
from config import Config

# Children of a server that has read our code already begin at once.
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])
LONGEST_START = 60


def import_in_child(
    begun: Event, config: Config, batch: int, kind: str, file: Path, rejects: Path
) -> None:
    """What the child does."""
    with create_app(config).app_context():
        actions.BATCH = batch
        begun.set()
        actions.import_file(kind, file, rejects=rejects)


def import_killed_after(
    seconds: float, config: Config, batch: int, kind: str, file: Path, rejects: Path
) -> None:
    """Import in a child that is killed, so many seconds after it began, unless it is done."""
    begun = PROCESSES.Event()
    arguments = (begun, config, batch, kind, file, rejects)
    child = PROCESSES.Process(target=import_in_child, args=arguments)
    child.start()
    assert begun.wait(LONGEST_START)
    child.join(seconds)
    child.kill()
    child.join()
    assert child.exitcode in (0, -9)
    child.close()
