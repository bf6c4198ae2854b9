"""Bodies that bring files: how large they may be, and what of them tells two requests apart."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import IO, Any, cast

from flask import Request, request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import UnsupportedMediaType

from agency.api.blueprint import Doc, api
from agency.documents.keeping import FIELD
from agency.documents.uploads import MEGABYTE, Upload
from agency.errors import Problem, Refused
from agency.settings import settings
from config import Config

MULTIPART = "multipart/form-data"
UPLOADING = ("api.add_badge", "api.add_document", "api.add_check_document")
# What stands between the files: their names and types.
BETWEEN = 100_000
FIELDS_BESIDE = 8
CHUNK = 1 << 20
FILES: Doc = {
    "type": "object",
    "required": [FIELD],
    "additionalProperties": False,
    "properties": {
        FIELD: {
            "type": "array",
            "items": {"type": "string", "format": "binary"},
            "minItems": 1,
            "description": "The pages in their order: PDFs, JPEGs, PNGs, digital badges.",
        }
    },
}


def largest_upload(config: Config) -> int:
    """The bytes of the largest body there is."""
    return config.document_upload_mb * MEGABYTE + BETWEEN


class RequestWithFiles(Request):
    """A request that closes what it has put its files into, also where it was refused midway."""

    def _get_file_stream(self, *args: Any, **options: Any) -> IO[bytes]:
        stream = super()._get_file_stream(*args, **options)
        self.__dict__.setdefault("put_down", []).append(stream)
        return stream


def close_files(_error: BaseException | None = None) -> None:
    """Close what the files of this request were put into, which removes it."""
    for stream in request.__dict__.get("put_down", ()):
        stream.close()


@api.url_value_preprocessor  # type: ignore[untyped-decorator]
def _let_in_more(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything of the body is read, by the guard too: it may be larger here."""
    if request.endpoint in UPLOADING:
        let_in_more()


def let_in_more() -> None:
    """Allow this request a body that brings files, and beside them little else."""
    let_in(largest_upload(settings()), settings().document_files)


def let_in(most_bytes: int, most_files: int) -> None:
    """Allow this request a body of some bytes, with so many files and few fields beside them."""
    request.max_content_length = most_bytes
    request.max_form_parts = most_files + FIELDS_BESIDE
    request.max_form_memory_size = BETWEEN


def let_in_a_register() -> None:
    """Allow this request a file of a register, which is streamed to a disk."""
    let_in(settings().register_mb * MEGABYTE + BETWEEN, 1)


def uploads() -> list[Upload]:
    """The files of the body, in their order; raises Refused, and the HTTP errors of its headers."""
    if request.mimetype != MULTIPART:
        raise UnsupportedMediaType(f"Expected a body of {MULTIPART}.")
    problems = [
        Problem(name[:80], "", f"only files, each under the name {FIELD}")
        for name in (*request.form, *request.files)
        if name != FIELD or name in request.form
    ]
    return sent_files(problems)


def sent_files(problems: Sequence[Problem] = ()) -> list[Upload]:
    """The files of a form, in their order; raises Refused, with whatever else is a problem."""
    sent, most = _sent(), settings().document_files
    found = list(problems)
    if not sent:
        found.append(Problem(FIELD, "", "one file or more: a PDF, a JPEG or a PNG"))
    if len(sent) > most:
        found.append(Problem(FIELD, str(len(sent)), f"at most {most} files in one go"))
    if found:
        raise Refused(found)
    return [Upload(file.filename or "", cast(Any, file.stream)) for file in sent]


def told_apart(sent: Sequence[Upload]) -> bytes:
    """The names and the content of files, hashed: whatever else divides them says nothing."""
    digest = hashlib.sha256()
    for upload in sent:
        digest.update(hashlib.sha256(upload.name.encode(errors="replace")).digest())
        digest.update(_hash_of(upload))
    return digest.digest()


def _sent() -> list[FileStorage]:
    return request.files.getlist(FIELD)


def _hash_of(upload: Upload) -> bytes:
    digest = hashlib.sha256()
    while part := upload.content.read(CHUNK):
        digest.update(part)
    upload.content.seek(0)
    return digest.digest()
