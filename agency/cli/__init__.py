"""The command line; ``wsgi`` adds the commands that serve."""

from agency.cli.commands import agency

__all__ = ["agency"]
