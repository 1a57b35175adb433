"""Employees come and go while the clock runs; their names are whatever people are called."""

from terminal.messages import Accepted, Refused, Waiting
from tests.flows.conftest import RunningClock
from tests.rig.enrolling import ready
from tests.rig.rig import TERMINAL

NAMES = {
    "e-1": "Ἀλέξανδρος Παράδειγμα",
    "e-2": "مثال \u202eعينة\u202c",
}
MORE_NAMES = [
    "示例 样本",
    "👩🏽‍🔧 Emoji Person",
    "Zalgo̵͎͝ Combining",
    "Tab\tNew\nLine\u0000Nul\u001b[31m",
    "<b>[color=ff0000]Markup[/color]</b>",
    "x" * 200,
    "\u200b",
]


def test_an_employee_deleted_while_the_finger_lies_there_loses_no_clocking(clock: RunningClock) -> None:
    clock.until_ready()
    clock.rig.emulator.control.press(1)
    clock.rig.cloud.delete_employee("e-1")
    face = clock.listener.until_now("a result", lambda s: isinstance(s.face, Accepted | Refused)).face
    clock.rig.emulator.control.lift()
    clock.until_delivered()
    if isinstance(face, Accepted):
        held = [clocking["uuid"] for clocking in clock.rig.cloud.clockings(TERMINAL)]
        assert held.count(face.clocking) == 1
    else:
        assert isinstance(face, Refused)
        assert face.cause.code == "F-105"
    clock.listener.until_now(
        "one is listed", lambda s: any(row.value == "1 listed, 1 fingers enrolled" for row in s.support)
    )
    assert len(clock.rig.emulator.control.status()["slots"]) == 1  # the template went with the person


def test_a_finger_that_stays_on_the_sensor_without_its_owner_is_refused_in_words(clock: RunningClock) -> None:
    clock.rig.emulator.control.enrol(9, 150)
    face = clock.touch(9).snapshot.face
    assert isinstance(face, Refused)
    assert face.cause.code == "F-101"


def test_any_name_clocks(clock: RunningClock) -> None:
    for name in (*NAMES.values(), *MORE_NAMES):
        clock.rig.cloud.put_employees({"e-1": name})
        face = None
        while not (isinstance(face, Accepted) and face.name == name):
            seen = clock.touch(1)
            face = seen.snapshot.face
            assert isinstance(face, Accepted)
        clock.listener.until_now("rest", ready)
    assert isinstance(clock.until_delivered().face, Waiting | Accepted)
    assert clock.rig.cloud.audit(TERMINAL)["proven"]


def test_a_list_that_starts_over_keeps_people_and_fingers(clock: RunningClock) -> None:
    clock.rig.cloud.reset_cursors()
    clock.rig.cloud.put_employees({"e-3": "Third Person"})
    clock.listener.until_now(
        "three listed", lambda s: any(row.value == "3 listed, 2 fingers enrolled" for row in s.support)
    )
    assert isinstance(clock.touch(1).snapshot.face, Accepted)
