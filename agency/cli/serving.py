"""Answering requests on a port until a signal says stop."""

from __future__ import annotations

import signal
import socket
from types import FrameType

import click
import waitress
from flask import Flask

from agency.api.uploads import largest_upload
from agency.errors import AgencyError

THREADS = 8


class CannotListen(AgencyError):
    """The address is taken, or not one of this machine."""

    def __init__(self, host: str, port: int, why: str) -> None:
        super().__init__(
            f"cannot serve on {host}:{port}: {why}; PORT and AGENCY_HOST name another address"
        )


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections; of port 0, on any that is free. Raises CannotListen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        why, *_ = str(error.strerror or error).partition(" (while attempting")
        raise CannotListen(host, port, why) from error


def address(listener: socket.socket) -> str:
    """What to type into a browser."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def serve_until_stopped(app: Flask, listener: socket.socket) -> None:
    """Serve until Ctrl-C or SIGTERM; requests under way are answered first."""
    for wish in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wish, _stop)
    click.echo(f"Tenens is at {address(listener)} (Ctrl-C stops it)")
    waitress.serve(
        app,
        _quiet=True,
        sockets=[listener],
        threads=THREADS,
        ident=None,
        # Whether a proxy is believed is for the application to say, by AGENCY_TRUSTED_PROXIES.
        clear_untrusted_proxy_headers=False,
        # It takes a body whole before we are asked; no address of ours takes more than that.
        max_request_body_size=largest_upload(app.config["SETTINGS"]),
    )


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
