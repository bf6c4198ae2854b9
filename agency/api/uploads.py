"""Bodies that bring files: how large they may be, and what of them tells two requests apart."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
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
# By what name a body brings one file.
ONE_FILE = "file"
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


def let_in_a_large_file() -> None:
    """Allow this request a file of a register or an exclusion list, streamed to a disk."""
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


def one_file(beside: Collection[str], what: str) -> Upload:
    """The file of a body that brings one, with some fields ``beside`` it.

    Raises Refused, also for what means nothing here and what is there twice, of which one would be
    passed over; and the HTTP errors of its headers.
    """
    if request.mimetype != MULTIPART:
        raise UnsupportedMediaType(f"Expected a body of {MULTIPART}.")
    problems = _misnamed(beside)
    file = request.files.get(ONE_FILE)
    if file is None:
        problems.append(Problem(ONE_FILE, "", what))
    if problems or file is None:
        raise Refused(problems)
    return Upload(file.filename or ONE_FILE, cast(Any, file.stream))


def _misnamed(beside: Collection[str]) -> list[Problem]:
    allowed = ", ".join((ONE_FILE, *beside))
    problems = [
        Problem(name[:80], "", f"one of {allowed}, and the file alone as a file")
        for name in (*request.form, *request.files)
        if (name not in beside and name != ONE_FILE) or (name in request.form and name == ONE_FILE)
    ]
    counts = [(name, len(request.form.getlist(name))) for name in request.form]
    counts += [(name, len(request.files.getlist(name))) for name in request.files]
    return problems + [Problem(name[:80], f"{n} times", "each once") for name, n in counts if n > 1]


def one_told_apart(sent: Upload) -> bytes:
    """What tells two bodies apart that bring one file each: the file, and what is told beside."""
    beside = ";".join(f"{name}={request.form[name]}" for name in sorted(request.form))
    return told_apart([sent]) + beside.encode(errors="replace")


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
