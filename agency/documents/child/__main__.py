"""Starts a process that reads uploads: a fresh interpreter, which knows no secret of ours.

To import ``agency`` is to import the whole application. Here it is a bare name, through which only
what reads files is found.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType


def main() -> None:
    """Serve on the socket whose number is given first, or read one file if that is ``read``;
    after it comes where modules lie.
    """
    work, *paths = sys.argv[1:]
    sys.path[:] = paths
    bare = ModuleType("agency")
    bare.__path__ = [str(Path(__file__).parents[2])]
    sys.modules["agency"] = bare
    if work == "read":
        from agency.documents.child.reading import read_one

        read_one()
    from agency.documents.child.serving import serve

    serve(int(work))


if __name__ == "__main__":
    main()
