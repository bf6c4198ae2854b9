"""A socket that takes connections, or a sentence that says why there is none."""

import socket

import pytest

from agency.cli.serving import CannotListen, address, listen


def test_port_0_is_any_that_is_free() -> None:
    with listen("127.0.0.1", 0) as one, listen("127.0.0.1", 0) as other:
        assert address(one).startswith("http://127.0.0.1:")
        assert address(one) != address(other)


def test_a_connection_is_taken() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        peer, _ = listener.accept()
        peer.close()


def test_an_ipv6_address_stands_in_brackets() -> None:
    with listen("::1", 0) as listener:
        assert address(listener) == f"http://[::1]:{listener.getsockname()[1]}"


def test_a_port_that_is_taken_is_said_in_one_sentence() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen) as refused:
            listen("127.0.0.1", port)
    assert str(refused.value) == (
        f"cannot serve on 127.0.0.1:{port}: Address already in use;"
        " PORT and AGENCY_HOST name another address"
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid", "999.1.1.1"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(CannotListen, match=f"cannot serve on {host}:0: [A-Z]"):
        listen(host, 0)
