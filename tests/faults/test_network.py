"""Hosts of their own: what is sent to one that is cut off vanishes, and they never stay behind."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from time import monotonic, sleep

import pytest

from tests.faults.network import Host, cut_off, heal, network, why_no_network
from tests.faults.processes import ROOT

PATIENCE = 20.0  # seconds
LISTEN = """
import socket, sys
with socket.create_server((sys.argv[1], 7000)) as listener:
    print("listens", flush=True)
    while True:
        listener.accept()[0].close()
"""
CALL = """
import socket, sys
try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=1).close()
    print("answered")
except OSError as error:
    print(type(error).__name__)
"""
STAY = """
import time
from tests.faults.network import network
with network("one", "two") as hosts:
    print(*(host.namespace for host in hosts.values()), flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _possible() -> None:
    if reason := why_no_network():
        pytest.skip(reason)


@pytest.fixture
def two() -> Iterator[tuple[Host, Host]]:
    """One that calls, and another that listens."""
    with network("one", "two") as hosts:
        command = [*hosts["two"].command, sys.executable, "-c", LISTEN, hosts["two"].address]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as listening:
            assert listening.stdout
            assert listening.stdout.readline() == "listens\n"
            yield hosts["one"], hosts["two"]
            listening.kill()


def called(caller: Host, other: Host, port: int = 7000) -> str:
    """What comes of it when one calls another."""
    command = [*caller.command, sys.executable, "-c", CALL, other.address, str(port)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_what_is_sent_to_who_is_cut_off_vanishes(two: tuple[Host, Host]) -> None:
    one, other = two
    assert called(one, other) == "answered"
    assert called(one, other, port=7001) == "ConnectionRefusedError"
    cut_off(one, [other])
    assert called(one, other, port=7001) == "TimeoutError"
    heal(one, [other])
    assert called(one, other) == "answered"


def test_hosts_do_not_outlive_who_made_them() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STAY], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as making:
        assert making.stdout
        names = set(making.stdout.readline().split())
        assert len(names & namespaces()) == 2
        making.kill()
    deadline = monotonic() + PATIENCE
    while names & namespaces() and monotonic() < deadline:
        sleep(0.05)
    assert not names & namespaces()


def namespaces() -> set[str]:
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True)
    return {line.split()[0] for line in listed.stdout.splitlines()}
