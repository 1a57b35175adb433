"""The light without lines writes down what it would show."""

import json
import stat
import time
from pathlib import Path

import pytest

from drivers.leds.api import Blink, Breathe, Colour, LedError, Steady
from drivers.leds.null import NullLeds
from tests.contract.leds.hand_clock import HandClock, wait_for


def lines_of(trace: Path) -> list[dict[str, str | float]]:
    return [json.loads(line) for line in trace.read_text(encoding="utf-8").splitlines()]


def test_each_change_is_a_line_with_its_moment(tmp_path: Path) -> None:
    trace, clock = tmp_path / "trace.jsonl", HandClock()
    before = time.monotonic()
    leds = NullLeds(trace, timing=clock)
    clock.disturb(lambda: leds.show(Steady(Colour.GREEN)))
    clock.disturb(lambda: leds.show(Steady(Colour.GREEN)))  # no change, no line
    clock.disturb(lambda: leds.show(Blink(Colour.RED, 1, 0.5, 0.5, repeat=False)))
    clock.turn(0.5)
    clock.disturb(lambda: leds.show(Breathe(Colour.BLUE, 3.0)))
    leds.close()
    lines = lines_of(trace)
    moments = [float(line.pop("at")) for line in lines]
    assert lines == [
        {"colour": "OFF", "level": 0.0},
        {"colour": "GREEN", "level": 1.0},
        {"colour": "RED", "level": 1.0},
        {"colour": "OFF", "level": 0.0},
        {"colour": "BLUE", "breathing": 3.0},
        {"colour": "OFF", "level": 0.0},
    ]
    assert moments == sorted(moments)
    assert before <= moments[0]
    assert moments[-1] <= time.monotonic()


def test_a_line_is_in_the_file_at_once_with_the_real_clock(tmp_path: Path) -> None:
    trace = tmp_path / "trace.jsonl"
    leds = NullLeds(trace)
    leds.show(Blink(Colour.GREEN, count=2, on_s=0.002, off_s=0.002, repeat=False))
    wait_for(lambda: [line["colour"] for line in lines_of(trace)][-4:] == ["GREEN", "OFF", "GREEN", "OFF"])
    leds.close()


def test_a_trace_is_continued_not_overwritten(tmp_path: Path) -> None:
    trace = tmp_path / "trace.jsonl"
    trace.write_text('{"at": 1.0, "colour": "OFF", "level": 0.0}\n', encoding="utf-8")
    NullLeds(trace).close()
    assert lines_of(trace)[0]["at"] == 1.0


def test_a_trace_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LedError, match="cannot be written"):
        NullLeds(tmp_path / "no such folder" / "trace.jsonl")


def test_without_a_trace_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    leds = NullLeds()
    leds.show(Steady(Colour.RED))
    leds.close()
    assert list(tmp_path.iterdir()) == []


def test_a_trace_that_breaks_is_told_at_the_next_show() -> None:
    full = Path("/dev/full")
    if not (full.exists() and stat.S_ISCHR(full.stat().st_mode)):
        pytest.skip("NOT TESTED: this system has no /dev/full")
    leds = NullLeds(full)

    def told() -> bool:
        try:
            leds.show(Steady(Colour.RED))
        except LedError as err:
            return "No space left" in str(err)
        return False

    wait_for(told)
    leds.close()
