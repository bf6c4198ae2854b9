"""A bucket as a store, by the protocol of S3, which many services and servers speak."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from agency.documents.store.shape import Gone, Kept
from agency.errors import Away

CONNECT_SECONDS, READ_SECONDS, TRIES = 3, 15, 3
MISSING = ("NoSuchKey", "404")


class Bucket:
    """Objects of a bucket, each under ``prefix`` and its name.

    ``endpoint`` is the address of the service where it is not Amazon's. Who we are there is said
    as usual, by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or by the machine itself.
    """

    def __init__(self, bucket: str, prefix: str, endpoint: str | None, region: str | None) -> None:
        import boto3
        from botocore.config import Config

        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
            s3={"addressing_style": "path" if endpoint else "auto"},
        )
        self._client: Any = boto3.session.Session().client(
            "s3", endpoint_url=endpoint, region_name=region, config=config
        )
        self._bucket, self._prefix = bucket, prefix

    def put(self, name: str, content: bytes) -> None:
        """As `Store.put`; raises Away."""
        with _told():
            self._client.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=content)

    def get(self, name: str) -> bytes:
        """As `Store.get`; raises Gone and Away."""
        with _told(name):
            found = self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)
            content: bytes = found["Body"].read()
            return content

    def remove(self, kept: Kept | str) -> None:
        """As `Store.remove`; raises Away."""
        name = kept if isinstance(kept, str) else kept.name
        with _told():
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + name)

    def all(self) -> Iterator[Kept]:
        """As `Store.all`; raises Away."""
        with _told():
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix):
                for one in page.get("Contents", ()):
                    yield Kept(one["Key"].removeprefix(self._prefix), one["LastModified"])


@contextmanager
def _told(name: str | None = None) -> Iterator[None]:
    """What the service says, in words."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if name and code in MISSING:
            raise Gone(name) from error
        raise Away(f"the store of files refused: {code}") from error
    except BotoCoreError as error:
        raise Away("the store of files does not answer") from error
