"""A server that speaks S3, as a process of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from moto.server import ThreadedMotoServer

BUCKET = "tenens-files"


@contextmanager
def bucket_server() -> Iterator[str]:
    """The setting that names a new bucket of a new server."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    try:
        client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        client.close()
        yield f"s3://{BUCKET}/papers?endpoint={endpoint}&region=us-east-1"
    finally:
        server.stop()
