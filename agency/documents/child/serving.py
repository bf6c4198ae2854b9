"""The process from which, for every upload, one is split off that reads it and ends.

It is warm, everything it needs being loaded, so that splitting one off takes a few milliseconds.
Nothing of one upload is ever there when the next is read.
"""

from __future__ import annotations

import json
import os
import signal
import socket
from io import BytesIO
from typing import Any, NoReturn

import pikepdf
from PIL import Image

from agency.documents.child.badges import badge_in, baked_drawing
from agency.documents.child.cutting import cut_out
from agency.documents.child.drawing import drawn
from agency.documents.child.images import remade
from agency.documents.child.limits import Limits, limit
from agency.documents.child.pdfs import look_through
from agency.documents.child.words import NotTaken
from agency.documents.kinds import JPEG, PDF, PNG, SVG

HEAD_BYTES = 4_096
CHUNK = 1 << 20
LARGE = "a file that can be read with {} MB of memory; make it smaller"


def serve(control: int) -> None:
    """Read each upload whose socket comes over ``control``, until that is closed."""
    asked = socket.socket(fileno=control)
    warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those that have ended are not waited for
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started us
    while True:
        said, descriptors, _, _ = socket.recv_fds(asked, 1, 1)
        if not said:
            return
        with socket.socket(fileno=descriptors[0]) as job:
            _split_off(asked, job)


def _split_off(asked: socket.socket, job: socket.socket) -> None:
    try:
        child = os.fork()
    except OSError:
        job.sendall(_head(busy=True))
        return
    if child == 0:
        asked.close()
        _read_and_end(job)


def _read_and_end(job: socket.socket) -> NoReturn:
    try:
        head = json.loads(_line(job))
        limits = Limits(**head["limits"])
        limit(limits)
        content = _exactly(job, head["size"])
        job.sendall(_answer(content, head, limits))
        job.shutdown(socket.SHUT_WR)
    finally:
        os._exit(0)


def _answer(content: bytes, asked: dict[str, Any], limits: Limits) -> bytes:
    try:
        media_type = asked["media_type"]
        if asked["pieces"] is not None:
            pages, made = cut_out(content, media_type, asked["pieces"])
        elif asked["page"] is not None:
            pages, made = drawn(content, asked["page"])
        else:
            pages, media_type, made = read(content, media_type, limits.pixels)
        return _head(pages=pages, media_type=media_type) + made
    except NotTaken as why:
        return _head(expected=str(why))
    except MemoryError:
        return _head(expected=LARGE.format(limits.memory_mb))


def read(content: bytes, media_type: str, most_pixels: int) -> tuple[int, str, bytes]:
    """How many pages a file has, its type, and a picture made anew, or the badge that is in it.

    A PDF is kept as it is: nothing of it. Raises NotTaken.
    """
    if media_type == PDF:
        return look_through(content), PDF, b""
    if media_type in (PNG, SVG) and (badge := badge_in(content, media_type)):
        return 1, *badge
    return 1, media_type, remade(content, media_type, most_pixels)


def warm_up() -> None:
    """Read one of each kind, so that whatever is loaded late is loaded now."""
    for media_type, kind in ((JPEG, "JPEG"), (PNG, "PNG")):
        picture = BytesIO()
        Image.new("RGB", (8, 8)).save(picture, kind)
        read(picture.getvalue(), media_type, 64)
    page = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(page)
    read(page.getvalue(), PDF, 64)
    read(baked_drawing(), SVG, 64)
    drawn(page.getvalue(), 1)
    cut_out(page.getvalue(), PDF, [[1, 0, 0, 9, 9]])


def _head(**said: Any) -> bytes:
    return json.dumps(said).encode() + b"\n"


def _line(job: socket.socket) -> bytes:
    """The first line, byte by byte: what follows is not ours to take yet."""
    line = b""
    while not line.endswith(b"\n") and len(line) < HEAD_BYTES:
        line += job.recv(1) or b"\n"
    return line


def _exactly(job: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = job.recv(min(CHUNK, size - len(parts)))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)
