"""What the bench panel makes of what it sees, without a window."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest

from terminal.messages import Accepted, Cause, Face, Refused, Waiting
from terminal.model import Key, Kind
from tests.panel import words
from tests.panel.cloud import CloudSeen
from tests.panel.light import TAIL_BYTES, LightSeen, LightWatching
from tests.panel.plan import FINGERS, HEIGHT, WIDTH, Plan
from tests.panel.sensor import Effect, Ring, SensorSeen
from tests.rig.waiting import until
from ui.client import Line, Reading

CAUSE = Cause("F-101", "The finger is too dry", "Breathe on it.")
ACCEPTED = Accepted("0", 7, "Alex Example", Kind.OUT, "08:15", 8, 0.0)


def change(colour: str, at: float = 0.0, **more: float) -> bytes:
    return json.dumps({"at": at, "colour": colour, "level": 0.0 if colour == "OFF" else 1.0, **more}).encode() + b"\n"


@contextmanager
def watched(trace: Path) -> Iterator[LightWatching]:
    watching = LightWatching(trace)
    watching.start(lambda: None)
    try:
        yield watching
    finally:
        watching.stop()


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    return tmp_path / "lights.jsonl"


def shows(watching: LightWatching, colour: str) -> None:
    until(f"the light {colour}", lambda: watching.seen.reached and watching.seen.change.colour == colour)


def test_a_light_is_followed_from_before_its_trace_exists(trace: Path) -> None:
    with watched(trace) as watching:
        assert not watching.seen.reached
        trace.write_bytes(change("BLUE"))
        shows(watching, "BLUE")
        with trace.open("ab") as file:
            file.write(change("GREEN")[:-5])
            file.flush()
            file.write(change("GREEN")[-5:])
        shows(watching, "GREEN")


def test_of_a_long_trace_only_the_end_is_read(trace: Path) -> None:
    trace.write_bytes(change("RED") * TAIL_BYTES + change("WHITE"))
    with watched(trace) as watching:
        shows(watching, "WHITE")


@pytest.mark.parametrize("again", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_trace_that_begins_anew_is_followed(trace: Path, again: Callable[[Path], object]) -> None:
    trace.write_bytes(change("BLUE") * 3)
    with watched(trace) as watching:
        shows(watching, "BLUE")
        again(trace)
        trace.write_bytes(change("GREEN"))
        shows(watching, "GREEN")


def test_a_light_breathes_as_the_real_one_does(trace: Path) -> None:
    now = monotonic()
    trace.write_bytes(change("AMBER", now, breathing=4.0))
    with watched(trace) as watching:
        shows(watching, "AMBER")
    seen = watching.seen
    assert words.light(seen) == "Breathes amber"
    assert [round(seen.level(now + second), 3) for second in range(5)] == [0.0, 0.5, 1.0, 0.5, 0.0]


@pytest.mark.parametrize(
    ("seen", "word"),
    [
        (SensorSeen(), "Unknown"),
        (SensorSeen(reached=True, plugged_in=False), "No power"),
        (SensorSeen(reached=True), "Dark"),
        (SensorSeen(reached=True, ring=Ring(Effect.BREATHING, 2)), "Breathes blue"),
        (SensorSeen(reached=True, ring=Ring(Effect.FLASHING, 1)), "Flashes red"),
        (SensorSeen(reached=True, ring=Ring(Effect.ON, 3)), "Purple"),
    ],
)
def test_the_ring_is_told_in_words(seen: SensorSeen, word: str) -> None:
    assert words.ring(seen) == word


@pytest.mark.parametrize(
    ("face", "text"),
    [
        (Waiting(), "The clock waits for a finger."),
        (Waiting(key=Key.OUT), "The clock waits for a finger, for Out."),
        (Waiting(reading=True), "The clock reads the finger."),
        (Waiting(out_of_order=CAUSE), "The finger is too dry."),
        (Refused(CAUSE, 0.0), "The finger is too dry."),
        (ACCEPTED, "Alex Example, Out: no. 7 stored here."),
    ],
)
def test_the_clock_is_told_in_words(face: Face, text: str) -> None:
    assert words.face(face).text == text


def test_the_nearest_trouble_is_told_first() -> None:
    core, sensor, light = Reading(Line.AWAY, 0.0), SensorSeen(), LightSeen()
    assert words.line(core, sensor, light, CloudSeen()).text.startswith("The emulated sensor does not answer")
    sensor = SensorSeen(reached=True)
    assert words.line(core, sensor, light, CloudSeen()).text.startswith("The core does not answer")
    core = Reading(Line.OPEN, 0.0)
    assert words.line(core, sensor, light, CloudSeen()).text.startswith("The status light cannot be shown")
    light = LightSeen(reached=True)
    assert words.line(core, sensor, light, CloudSeen()).text.startswith("The cloud's admin side")
    assert not words.line(core, sensor, light, None).trouble


def test_the_planned_window_stands_on_a_grid_of_eight() -> None:
    boxes = Plan(WIDTH, HEIGHT).boxes(list(words.QUALITIES), ["cable", "noise", "silence", "outage"], known=True)
    assert {name for name, box in boxes.items() if box.top % 8 or box.height % 8} == set()
    assert {
        box.left for name, box in boxes.items() if name in {"light", "quality:good", "finger:1", "cable", "line"}
    } == {16}
    assert {boxes[name].left + boxes[name].width for name in ("ring", "finger:3", "outage", "enrol", "line")} == {404}
    assert min(boxes[f"finger:{number}"].height for number in FINGERS) >= 72
