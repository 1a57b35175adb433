"""The bench panel on a real display, touched with a real pointer, before a real core."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pytest

from terminal.messages import (
    Accepted,
    CloudState,
    Dismiss,
    Enrolled,
    Enrolling,
    EnrolmentStep,
    Face,
    Refused,
    Snapshot,
    Waiting,
)
from tests.rig.display import Display
from tests.rig.listener import Listener
from tests.rig.rig import Rig, Shape
from tests.rig.waiting import until
from tests.system.panel_window import PanelWindow
from ui.report_terms import Box

FAST = 0.1  # of the sensor's own times
SHORT_STAY = {"rules": {"accepted_s": 0.5, "refused_s": 0.5, "duplicate_s": 0.0}}
PEOPLE = {"e-1": "Alex Example", "e-2": "Sam Sample"}


@dataclass(frozen=True)
class Bench:
    """Everything that runs, and a client that sees what the core says."""

    rig: Rig
    panel: PanelWindow
    core: Listener

    def finger_on_glass(self) -> object:
        """Return which finger the emulated sensor feels."""
        return self.rig.emulator.control.status()["finger"]

    def at_rest(self) -> None:
        """Wait until the clock waits for a finger and the panel shows it."""
        self.core.until_now("the clock at rest", lambda seen: ready(seen.face))
        self.rig.until_glass_seen_empty()
        self.panel.until_text("The clock waits for a finger.")


def ready(face: Face) -> bool:
    return isinstance(face, Waiting) and not face.reading and face.out_of_order is None


def at_step(step: EnrolmentStep) -> Callable[[Snapshot], bool]:
    return lambda seen: isinstance(seen.face, Enrolling) and seen.face.step is step


@pytest.fixture(scope="module")
def display() -> Iterator[Display]:
    display = Display()
    yield display
    display.stop()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, display: Display) -> Iterator[Bench]:
    shape = Shape(time_scale=FAST, settings=SHORT_STAY)
    with Rig(tmp_path_factory.mktemp("bench"), shape) as rig:
        rig.cloud.put_employees(PEOPLE)
        people = tuple(f"--employee={employee}={name}" for employee, name in PEOPLE.items())
        panel = PanelWindow(rig, display, options=("--cloud", rig.cloud.admin_url, *people))
        try:
            panel.start()
            yield Bench(rig, panel, rig.listen())
        finally:
            assert panel.program.stop() == 0, panel.program.last_words()


@pytest.fixture
def bench(running: Bench) -> Bench:
    running.at_rest()
    running.core.forget()
    return running


def test_a_finger_lies_on_the_glass_for_as_long_as_its_key_is_held(bench: Bench) -> None:
    with bench.panel.holding("finger:5"):
        until("finger 5 on the glass", lambda: bench.finger_on_glass() == 5)
        bench.core.until("an unknown finger", lambda seen: isinstance(seen.face, Refused))
        assert bench.finger_on_glass() == 5
    until("an empty glass", lambda: bench.finger_on_glass() is None)


def test_the_chosen_quality_is_that_of_the_next_finger(bench: Bench) -> None:
    bench.panel.touch("quality:wet")
    with bench.panel.holding("finger:3"):
        until("a wet finger", lambda: bench.rig.emulator.control.status()["quality"] == "wet")
        refused = bench.core.until("a wet finger", lambda seen: isinstance(seen.face, Refused)).snapshot.face
    bench.panel.touch("quality:good")
    assert isinstance(refused, Refused)
    assert "wet" in f"{refused.cause.title} {refused.cause.remedy}".lower()


def test_somebody_is_enrolled_and_clocks_by_touching_the_panel_alone(bench: Bench) -> None:
    panel, core = bench.panel, bench.core
    panel.touch("next")
    panel.until_text("Sam Sample")
    panel.touch("enrol")
    core.until("the first scan", at_step(EnrolmentStep.PLACE))
    with panel.holding("finger:2"):
        core.until("a lift", at_step(EnrolmentStep.LIFT))
    core.until("the second scan", at_step(EnrolmentStep.PLACE_AGAIN))
    with panel.holding("finger:2"):
        core.until("the end", lambda seen: isinstance(seen.face, Enrolled))
    bench.at_rest()
    core.forget()
    with panel.holding("finger:2"):
        accepted = core.until("a clocking", lambda seen: isinstance(seen.face, Accepted)).snapshot.face
        panel.until_text("Sam Sample, In: no. 1")
    assert isinstance(accepted, Accepted)
    assert accepted.name == PEOPLE["e-2"]


def test_an_employee_can_be_named_by_typing_the_id(bench: Bench) -> None:
    bench.panel.touch("employee")
    bench.panel.until_text("|")
    bench.panel.enter("e-1")
    face = bench.core.until("an enrolment", lambda seen: isinstance(seen.face, Enrolling)).snapshot.face
    assert isinstance(face, Enrolling)
    assert face.employee == "e-1"
    bench.core.send(Dismiss())


def test_the_cable_comes_out_and_goes_in_again(bench: Bench) -> None:
    bench.panel.touch("cable")
    bench.core.until_now("a lost sensor", lambda seen: isinstance(seen.face, Waiting) and not ready(seen.face))
    bench.panel.until_text("No power")
    bench.panel.until_text("Plug in")
    bench.panel.touch("cable")
    bench.at_rest()
    bench.panel.until_text("Unplug")


@pytest.mark.parametrize(
    ("name", "begins", "ends"), [("noise", "Noise", "End noise"), ("silence", "Silence", "End silence")]
)
def test_a_fault_stays_on_until_its_key_is_touched_again(bench: Bench, name: str, begins: str, ends: str) -> None:
    bench.panel.touch(name)
    until("the fault", lambda: bench.rig.emulator.control.status()["faults"] == [name])
    bench.panel.until_text(ends)
    bench.panel.touch(name)
    until("no fault", lambda: bench.rig.emulator.control.status()["faults"] == [])
    bench.panel.until_text(begins)


def test_the_cloud_goes_out_and_comes_back(bench: Bench) -> None:
    bench.core.until_now("the cloud", lambda seen: seen.strip.cloud is CloudState.REACHED)
    bench.panel.touch("outage")
    bench.core.until_now("an outage", lambda seen: seen.strip.cloud is CloudState.UNREACHED)
    bench.panel.until_text("Cloud back")
    bench.panel.touch("outage")
    bench.core.until_now("the cloud again", lambda seen: seen.strip.cloud is CloudState.REACHED)


def test_the_lamp_has_the_colour_of_the_status_light(bench: Bench) -> None:
    until("a blue lamp", lambda: _blue(bench.panel.lamp()))
    bench.panel.touch("cable")
    until("an amber lamp, at the height of its breath", lambda: _amber(bench.panel.lamp()))
    until("a dark lamp, between two breaths", lambda: max(bench.panel.lamp()) < 80)
    bench.panel.touch("cable")
    until("a blue lamp again", lambda: _blue(bench.panel.lamp()))


@pytest.mark.parametrize(
    ("size", "options"), [("420x480", ()), ("320x720", ("--theme", "light", "--employee=e-1=Alex Example"))]
)
def test_nothing_overlaps_and_no_text_is_cut(
    display: Display, tmp_path: Path, size: str, options: tuple[str, ...]
) -> None:
    panel = PanelWindow(Rig(tmp_path, Shape(cloud=False)), display, size, options)
    try:
        shown = panel.start().shown()
        assert shown is not None
        assert f"{shown.width}x{shown.height}" == size
        assert [text.text for text in shown.texts if not text.whole] == []
        boxes = {key.name: key.box for key in shown.pressables}
        assert [pair for pair in combinations(boxes, 2) if _overlap(boxes[pair[0]], boxes[pair[1]])] == []
        assert [name for name, box in boxes.items() if not _inside(box, shown.width, shown.height)] == []
        assert min(min(box[2:]) for box in boxes.values()) >= 36
    finally:
        panel.program.stop()


def test_what_does_not_answer_is_said_in_words_and_found_again_by_itself(display: Display, tmp_path: Path) -> None:
    rig = Rig(tmp_path, Shape(time_scale=FAST, cloud=False))
    panel = PanelWindow(rig, display)
    try:
        panel.start()
        panel.until_text("The emulated sensor does not answer.")
        panel.key("finger:1", lambda key: not key.enabled)
        with rig:
            panel.until_text("The clock waits for a finger.")
            rig.core.kill()
            panel.until_text("The core does not answer.")
            panel.key("enrol", lambda key: not key.enabled)
            rig.start_core()
            panel.until_text("The clock waits for a finger.")
        panel.until_text("The emulated sensor does not answer.")
        assert panel.program.stop() == 0
        assert "Traceback" not in panel.program.last_words()
    finally:
        panel.program.stop()


def _blue(colour: tuple[int, int, int]) -> bool:
    return colour[2] > 200 and colour[0] < 150


def _amber(colour: tuple[int, int, int]) -> bool:
    return colour[0] > 200 and colour[2] < 120


def _overlap(one: Box, other: Box) -> bool:
    return all(one[i] < other[i] + other[i + 2] and other[i] < one[i] + one[i + 2] for i in (0, 1))


def _inside(box: Box, width: int, height: int) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[0] + box[2] <= width and box[1] + box[3] <= height
