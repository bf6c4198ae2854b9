"""F7: a host is cut off in mid-run, and comes back with what nobody wants any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from agency.matching.replaying import replay
from agency.matching.snapshot_files import SUFFIX
from tests.faults.cluster import REFUSED, Cluster, new_cluster
from tests.faults.invariants import check_invariants
from tests.faults.network import why_no_network
from tests.faults.processes import Worker
from tests.faults.test_workers_that_die import attempts
from tests.faults.writers import Written


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if reason := why_no_network():
        pytest.skip(reason)
    with new_cluster(tmp_path_factory.mktemp("cluster")) as made:
        made.forget()
        yield made


def test_a_worker_that_is_cut_off_changes_nothing(cluster: Cluster, written: Written) -> None:
    """The others do its work, its own comes too late, and all is to the byte as on a quiet night.

    When it is back it works as before, with nothing started again.
    """
    with cluster.worker_on("worker1") as first:
        with cluster.worker_on("worker2") as second:
            first.wait_until_ready()
            second.wait_until_ready()
            cluster.wait_until(cluster.serves, "pages are not served")
            quiet = a_night(cluster)
            cluster.do_again()
            day = cluster.begin_night()
            struck = cluster.cut_off_at_work("worker1", first)
            cluster.wait_for_night(day)
            assert REFUSED not in first.said()
            assert cluster.serves()
            cluster.heal("worker1")
            refused = f"job {struck.id}: {REFUSED}"
            cluster.wait_until(lambda: refused in first.said(), "nothing came too late")
            assert f"job {struck.id}: done" in second.said()
            assert f"job {struck.id}: done" not in first.said()
            assert attempts(cluster, struck) == 2
            assert facts_mapped_by(first) == facts_mapped_by(second) != set()
            check_invariants(cluster, written, day)
            assert stored_of(cluster, day) == quiet
        a_night(cluster)


def facts_mapped_by(worker: Worker) -> set[str]:
    """The files of facts that the processes of a worker share."""
    maps = (Path(f"/proc/{pid}/maps").read_text() for pid in worker.children())
    return {line.split()[-1] for text in maps for line in text.splitlines() if SUFFIX in line}


def a_night(cluster: Cluster) -> str:
    """What is stored of a night that nobody disturbs."""
    day = cluster.begin_night()
    cluster.wait_for_night(day)
    return stored_of(cluster, day)


def stored_of(cluster: Cluster, day: date) -> str:
    """SHA-256 over all that is stored of a night; done again here, it comes to the same."""

    def found() -> str:
        run = cluster.run_of(day)
        assert run is not None
        again = replay(run.id)
        assert again.same
        return again.stored

    return cluster.ask(found)
