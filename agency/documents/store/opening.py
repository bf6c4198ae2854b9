"""The store that a setting names."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from agency.documents.store.bucket import Bucket
from agency.documents.store.folder import Folder
from agency.documents.store.shape import Store
from agency.errors import Away

S3 = "s3://"


@lru_cache(maxsize=8)
def store_at(place: str) -> Store:
    """The store at ``place``: a folder, or s3://bucket/prefix?endpoint=…&region=…

    Raises Away where what speaks S3 is not installed.
    """
    return _bucket(place) if place.startswith(S3) else Folder(Path(place))


def _bucket(place: str) -> Store:
    parts = urlsplit(place)
    said = {name: values[0] for name, values in parse_qs(parts.query).items()}
    prefix = parts.path.strip("/")
    try:
        return Bucket(
            parts.netloc,
            f"{prefix}/" if prefix else "",
            said.get("endpoint"),
            said.get("region"),
        )
    except ImportError as error:
        raise Away("files in a bucket need boto3: install tenens with the extra s3") from error
