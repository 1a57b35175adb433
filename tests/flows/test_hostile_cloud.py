"""Whatever answers in the cloud's place: a cause that support can read, and no clocking lost."""

import pytest

from terminal.messages import Accepted, CloudState, Snapshot
from tests.flows.conftest import RunningClock
from tests.rig.enrolling import enrol
from tests.rig.rig import TERMINAL

HOSTILE = {
    "html": {"C-106"},
    "wrong-types": {"C-106"},
    "huge": {"C-106"},
    "truncated-gzip": {"C-106", "C-101"},
    "redirect-http": {"C-107"},
    "not-json": {"C-106"},
    "empty": {"C-106"},
    "wrong-uuids": {"C-106"},
    "drip": {"C-102"},
    "deep-nesting": {"C-106"},
    "bad-utf8": {"C-106"},
}
FAULTY: dict[str, tuple[dict[str, float], set[str]]] = {
    "outage": ({}, {"C-101"}),
    "500": ({}, {"C-105"}),
    "429": ({"retry_after_s": 1}, {"C-104"}),
    "slow": ({"delay_s": 5.0}, {"C-102"}),
    "cut-before-commit": ({}, {"C-101"}),
    "cut-after-commit": ({}, {"C-101"}),
}


def cloud_cause(snapshot: Snapshot) -> str | None:
    cause = next(row.cause for row in snapshot.support if row.subject == "Cloud")
    return cause.code if cause and snapshot.strip.cloud is CloudState.UNREACHED else None


def recovers(clock: RunningClock, codes: set[str]) -> None:
    """A clocking during the trouble is stored and shown; the cause is told; afterwards the cloud holds it once."""
    face = clock.touch().snapshot.face
    assert isinstance(face, Accepted)
    clock.listener.until_now("the cause", lambda s: cloud_cause(s) in codes)
    clock.rig.cloud.clear()
    clock.until_delivered()
    clock.listener.until_now("the cloud is reached again", lambda s: s.strip.cloud is CloudState.REACHED)
    held = [clocking["uuid"] for clocking in clock.rig.cloud.clockings(TERMINAL)]
    assert held.count(face.clocking) == 1
    assert clock.rig.cloud.audit(TERMINAL)["proven"]
    assert clock.listener.newest is not None
    assert clock.listener.newest.strip.rejected == 0
    assert any(row.value.startswith("2 listed") for row in clock.listener.newest.support)


@pytest.mark.parametrize("what", HOSTILE)
def test_a_senseless_answer_is_named_and_changes_nothing(shared_clock: RunningClock, what: str) -> None:
    shared_clock.rig.cloud.switch("hostile", what=what)
    recovers(shared_clock, HOSTILE[what])
    assert shared_clock.rig.cloud.trapped() == []


@pytest.mark.parametrize("name", FAULTY)
def test_a_failing_cloud_is_named_and_waited_for(shared_clock: RunningClock, name: str) -> None:
    options, codes = FAULTY[name]
    shared_clock.rig.cloud.switch(name, **options)
    recovers(shared_clock, codes)


def test_half_an_acknowledgement_leaves_the_other_half_waiting_until_it_comes(shared_clock: RunningClock) -> None:
    shared_clock.rig.cloud.switch("outage")
    numbers = [shared_clock.touch(finger).snapshot.face.number for finger in (1, 2, 1, 2)]  # type: ignore[union-attr]
    shared_clock.rig.cloud.switch("half-ack")
    shared_clock.rig.cloud.clear("outage")
    shared_clock.until_delivered()
    shared_clock.rig.cloud.clear()
    held = [clocking["number"] for clocking in shared_clock.rig.cloud.clockings(TERMINAL)]
    assert [held.count(number) for number in numbers] == [1, 1, 1, 1]


def test_a_refused_clocking_is_kept_with_its_reason_and_holds_up_no_other(clock: RunningClock) -> None:
    clock.rig.cloud.put_employees({"e-3": "Never Known"})
    clock.listener.until_now("listed", lambda s: any(row.value.startswith("3 listed") for row in s.support))
    enrol(clock.rig, clock.listener, "e-3", 3)
    clock.rig.cloud.switch("outage")
    clock.listener.until_now("unreached", lambda s: s.strip.cloud is CloudState.UNREACHED)
    refused = clock.touch(3).snapshot.face
    accepted = clock.touch(1).snapshot.face
    clock.rig.cloud.stop()  # and it comes back without its database, never having heard of the third person
    for file in clock.rig.cloud.folder.glob("cloud.sqlite*"):
        file.unlink()
    clock.rig.cloud.start()
    clock.rig.cloud.put_employees({"e-1": "Alex Example", "e-2": "Sam Sample"})
    snapshot = clock.until_delivered()
    assert snapshot.strip.rejected == 1
    (kept,) = snapshot.rejected
    assert isinstance(refused, Accepted)
    assert isinstance(accepted, Accepted)
    assert (kept.number, kept.code) == (refused.number, "unknown-employee")
    assert kept.reason
    held = [clocking["number"] for clocking in clock.rig.cloud.clockings(TERMINAL)]
    assert accepted.number in held
    clock.rig.core.stop()
    clock.restart()
    again = clock.listener.until_now("it is still shown", lambda s: s.strip.rejected == 1)
    assert again.rejected[0].code == "unknown-employee"
