"""Hosts on this machine: each a network namespace of its own, all of them on one bridge.

The bridge has a namespace as well, so that nothing of this machine's own network is touched. It
needs Linux, `ip`, and to be root.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

SUBNET = "10.77.0"
# A hardware address that nobody has: what is sent there arrives nowhere, and nobody is told.
NOWHERE = "02:00:00:00:00:01"
# Removes the namespaces with whatever still runs in them at our word, or as soon as our end of the
# pipe closes because we were killed.
GUARD = """
read -r _
for name in "$@"; do
  for pid in $(ip netns pids "$name" 2>/dev/null); do kill -KILL "$pid" 2>/dev/null; done
  ip netns del "$name" 2>/dev/null
done
"""


@dataclass(frozen=True)
class Host:
    """One of them; programs are run on it by putting ``command`` before theirs."""

    name: str
    namespace: str
    address: str

    @property
    def command(self) -> tuple[str, ...]:
        return "ip", "netns", "exec", self.namespace

    def mistake(self, others: Sequence[Host]) -> None:
        """Have whatever it sends to the others arrive nowhere."""
        _in(self, [f"neigh replace {one.address} {_NOWHERE}" for one in others])

    def know(self, others: Sequence[Host]) -> None:
        """Let it find out again where they are."""
        _in(self, [f"neigh del {one.address} dev eth0" for one in others])


_NOWHERE = f"lladdr {NOWHERE} nud permanent dev eth0"


def cut_off(host: Host, others: Sequence[Host]) -> None:
    """Between a host and the others packets vanish, in both directions: none is refused."""
    host.mistake(others)
    for one in others:
        one.mistake([host])


def heal(host: Host, others: Sequence[Host]) -> None:
    """As if the cable were in its place again; connections that still last go on."""
    for one in others:
        one.know([host])
    host.know(others)


def why_no_network() -> str | None:
    """Why there can be no hosts of their own here; None if there can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    if shutil.which("ip") is None:
        return "network namespaces need the program ip (iproute2)"
    try:
        with network("try"):
            return None
    except subprocess.CalledProcessError as error:
        return f"no network namespaces here: {error.stderr.strip()}"


@contextmanager
def network(*names: str) -> Iterator[dict[str, Host]]:
    """Hosts by their names; they are gone after the block, or with this process, whatever runs."""
    switch = f"tenens-{secrets.token_hex(3)}"
    hosts = {
        name: Host(name, f"{switch}-{name}", f"{SUBNET}.{number}")
        for number, name in enumerate(names, start=1)
    }
    with _removed_after([switch, *(host.namespace for host in hosts.values())]):
        _ip("netns", "add", switch)
        _ip("-n", switch, "link", "add", "bridge", "type", "bridge")
        _ip("-n", switch, "link", "set", "bridge", "up")
        for number, host in enumerate(hosts.values(), start=1):
            _plug_in(host, switch, f"port{number}")
        yield hosts


def _plug_in(host: Host, switch: str, port: str) -> None:
    """Join a new host to the bridge."""
    _ip("netns", "add", host.namespace)
    ends = "type", "veth", "peer", "name", "eth0", "netns", host.namespace
    _ip("-n", switch, "link", "add", port, *ends)
    _ip("-n", switch, "link", "set", port, "master", "bridge", "up")
    address = f"addr add {host.address}/24 dev eth0"
    _in(host, [address, "link set eth0 up", "link set lo up"])


@contextmanager
def _removed_after(namespaces: Sequence[str]) -> Iterator[None]:
    guard = subprocess.Popen(
        ["sh", "-c", GUARD, "sh", *namespaces], stdin=subprocess.PIPE, start_new_session=True
    )
    try:
        yield
    finally:
        guard.communicate(b"remove\n")


def _ip(*words: str) -> None:
    """Raises CalledProcessError."""
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


def _in(host: Host, lines: Sequence[str]) -> None:
    """Several commands at once, on a host."""
    command = ["ip", "-n", host.namespace, "-batch", "-"]
    said = "\n".join(lines)
    subprocess.run(command, input=said, check=True, capture_output=True, text=True)
