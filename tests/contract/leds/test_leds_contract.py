"""What every status light keeps to, whatever it is made of."""

import importlib
import json
import math
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from drivers.leds.api import Blink, Breathe, Colour, LedError, Leds, Steady
from drivers.leds.gpio import GpioLeds, Pins
from drivers.leds.null import NullLeds
from tests.contract.leds.gpio_sim import GpioSim, why_not
from tests.contract.leds.hand_clock import HandClock, wait_for
from tests.contract.rpi_gpio_fake import RpiGpioFake, install

PINS = Pins(red=17, green=27, blue=22)


class Rig(Protocol):
    """A light on a bench: what it shows can be read off."""

    clock: HandClock
    leds: Leds

    def colour(self) -> Colour:
        """Return what it shines in now."""

    def breathing(self) -> Colour | None:
        """Return the colour it breathes in, if it does."""


def colour_of(levels: tuple[bool, ...]) -> Colour:
    return Colour(levels)


def player_threads() -> int:
    return sum(thread.name == "leds" for thread in threading.enumerate())


class FakeRig:
    """GpioLeds over the strict fake."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, active_low: bool) -> None:
        self.clock = HandClock()
        self.gpio = RpiGpioFake()
        install(monkeypatch, self.gpio)
        self._low = active_low
        self.leds: Leds = GpioLeds(PINS, active_low=active_low, timing=self.clock)

    def colour(self) -> Colour:
        lines = (PINS.red, PINS.green, PINS.blue)
        return colour_of(tuple((self.gpio.levels.get(line, int(self._low)) == 1) is not self._low for line in lines))

    def breathing(self) -> Colour | None:
        lines = (PINS.red, PINS.green, PINS.blue)
        running = [pwm is not None and pwm.duty is not None for pwm in map(self.gpio.pwms.get, lines)]
        return colour_of(tuple(running)) if any(running) else None


class NullRig:
    """NullLeds, read off its trace."""

    def __init__(self, trace: Path) -> None:
        self.clock = HandClock()
        self._trace = trace
        self.leds: Leds = NullLeds(trace, timing=self.clock)

    def _last(self) -> dict[str, str | float]:
        lines = self._trace.read_text(encoding="utf-8").splitlines()
        return dict(json.loads(lines[-1]))

    def colour(self) -> Colour:
        return Colour[str(self._last()["colour"])]

    def breathing(self) -> Colour | None:
        return self.colour() if "breathing" in self._last() else None


class SimRig:
    """GpioLeds over the real rpi-lgpio on a simulated chip. Its PWM is seen only by what it leaves behind."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sim = GpioSim()
        for name, value in self.sim.environment.items():
            monkeypatch.setenv(name, value)
        for name in [name for name in sys.modules if name == "RPi" or name.startswith("RPi.")]:
            monkeypatch.delitem(sys.modules, name)
        self.clock = HandClock()
        self.leds: Leds = GpioLeds(PINS, timing=self.clock)
        self._module = importlib.import_module("RPi.GPIO")

    def colour(self) -> Colour:
        return colour_of(tuple(self.sim.level(line) == 1 for line in (PINS.red, PINS.green, PINS.blue)))

    def breathing(self) -> Colour | None:
        lit: set[int] = set()
        lines = (PINS.red, PINS.green, PINS.blue)

        def look() -> bool:
            lit.update(line for line in lines if self.sim.level(line))
            return bool(lit)

        self.clock.turn(1.0)  # to the brightest step
        wait_for(look)
        return colour_of(tuple(line in lit for line in lines))


@pytest.fixture(params=["gpio", "gpio-active-low", "null", "gpio-sim"])
def rig(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Rig]:
    """Return a light of each make, dark and asleep."""
    made: Rig
    match request.param:
        case "null":
            made = NullRig(tmp_path / "trace.jsonl")
        case "gpio-sim":
            if (reason := why_not()) is not None:
                pytest.skip(f"NOT TESTED on a simulated gpiochip: {reason}")
            made = SimRig(monkeypatch)
        case make:
            made = FakeRig(monkeypatch, active_low=make == "gpio-active-low")
    made.clock.settle()
    yield made
    made.leds.close()
    if isinstance(made, SimRig):
        made.sim.close()


def test_a_light_begins_dark_and_sleeps_until_it_is_shown_something(rig: Rig) -> None:
    assert rig.colour() is Colour.OFF
    assert rig.clock.asked_s == [None]


@pytest.mark.parametrize("colour", list(Colour))
def test_steady_shines_in_its_colour_and_never_wakes_by_itself(rig: Rig, colour: Colour) -> None:
    rig.clock.disturb(lambda: rig.leds.show(Steady(colour)))
    assert rig.colour() is colour
    assert rig.clock.sleeps_for_s is None


def test_blink_lights_count_times_then_pauses_and_begins_again(rig: Rig) -> None:
    rig.clock.disturb(lambda: rig.leds.show(Blink(Colour.RED, count=2, on_s=0.2, off_s=0.3, pause_s=1.0)))
    for _ in range(3):
        for lit, lasts_s in ((True, 0.2), (False, 0.3), (True, 0.2), (False, 1.0)):
            assert rig.colour() is (Colour.RED if lit else Colour.OFF)
            assert rig.clock.sleeps_for_s == pytest.approx(lasts_s)
            rig.clock.turn(lasts_s)


def test_blink_without_repeat_ends_dark_and_sleeps(rig: Rig) -> None:
    once = Blink(Colour.GREEN, count=2, on_s=0.1, off_s=0.1, repeat=False)
    rig.clock.disturb(lambda: rig.leds.show(once))
    seen = [rig.colour()]
    for _ in range(4):
        rig.clock.turn(0.1)
        seen.append(rig.colour())
    assert seen == [Colour.GREEN, Colour.OFF, Colour.GREEN, Colour.OFF, Colour.OFF]
    assert rig.clock.sleeps_for_s is None


def test_a_wake_up_before_the_time_changes_nothing(rig: Rig) -> None:
    rig.clock.disturb(lambda: rig.leds.show(Blink(Colour.RED, count=1, on_s=1.0, off_s=1.0)))
    rig.clock.turn(0.4)
    assert rig.colour() is Colour.RED
    assert rig.clock.sleeps_for_s == pytest.approx(0.6)


def test_after_a_standstill_the_rhythm_goes_on_without_a_burst(rig: Rig) -> None:
    rig.clock.disturb(lambda: rig.leds.show(Blink(Colour.RED, count=1, on_s=1.0, off_s=1.0)))
    rig.clock.turn(60.0)
    assert rig.colour() is Colour.OFF
    assert rig.clock.sleeps_for_s == pytest.approx(1.0)
    assert len(rig.clock.asked_s) == 3  # dark at the begin, lit, dark


def test_the_newest_pattern_takes_the_place_of_the_last_one_at_once(rig: Rig) -> None:
    rig.clock.disturb(lambda: rig.leds.show(Blink(Colour.RED, count=5, on_s=100.0, off_s=100.0)))
    rig.clock.disturb(lambda: rig.leds.show(Steady(Colour.GREEN)))
    assert rig.colour() is Colour.GREEN
    assert rig.clock.sleeps_for_s is None


def test_of_many_patterns_at_once_the_last_one_stays(rig: Rig) -> None:
    def show_many() -> None:
        for colour in (Colour.RED, Colour.BLUE, Colour.WHITE, Colour.AMBER):
            rig.leds.show(Steady(colour))

    rig.clock.disturb(show_many)
    assert rig.colour() is Colour.AMBER


def test_the_same_pattern_shown_again_begins_again(rig: Rig) -> None:
    once = Blink(Colour.GREEN, count=1, on_s=1.0, off_s=1.0, repeat=False)
    rig.clock.disturb(lambda: rig.leds.show(once))
    rig.clock.turn(1.0)
    assert rig.colour() is Colour.OFF
    rig.clock.disturb(lambda: rig.leds.show(once))
    assert rig.colour() is Colour.GREEN


def test_breathe_breathes_until_the_next_pattern(rig: Rig) -> None:
    rig.clock.disturb(lambda: rig.leds.show(Breathe(Colour.AMBER, period_s=2.0)))
    assert rig.breathing() is Colour.AMBER
    rig.clock.disturb(lambda: rig.leds.show(Steady(Colour.BLUE)))
    assert rig.colour() is Colour.BLUE
    assert rig.clock.sleeps_for_s is None


@pytest.mark.parametrize(
    "pattern",
    [
        Blink(Colour.RED, count=0, on_s=1, off_s=1),
        Blink(Colour.RED, count=1, on_s=0, off_s=1),
        Blink(Colour.RED, count=1, on_s=1, off_s=0),
        Blink(Colour.RED, count=1, on_s=1, off_s=1, pause_s=-1),
        Blink(Colour.RED, count=1, on_s=math.inf, off_s=1),
        Blink(Colour.RED, count=1, on_s=math.nan, off_s=1),
        Breathe(Colour.RED, period_s=0),
        Breathe(Colour.RED, period_s=math.nan),
    ],
)
def test_a_pattern_that_cannot_be_played_is_refused_and_the_last_one_stays(rig: Rig, pattern: Blink | Breathe) -> None:
    rig.clock.disturb(lambda: rig.leds.show(Steady(Colour.GREEN)))
    with pytest.raises(LedError, match="cannot be played"):
        rig.leds.show(pattern)
    assert rig.colour() is Colour.GREEN


@pytest.mark.parametrize("pattern", [Steady(Colour.WHITE), Blink(Colour.RED, 3, 1.0, 1.0), Breathe(Colour.BLUE, 2.0)])
def test_close_goes_dark_from_any_pattern_and_may_be_called_again(rig: Rig, pattern: Steady | Blink | Breathe) -> None:
    rig.clock.disturb(lambda: rig.leds.show(pattern))
    before = player_threads()
    rig.leds.close()
    assert rig.colour() is Colour.OFF
    assert player_threads() == before - 1
    rig.leds.close()
    with pytest.raises(LedError, match="closed"):
        rig.leds.show(Steady(Colour.GREEN))


def test_calls_from_many_threads_leave_one_of_their_patterns(rig: Rig) -> None:
    colours = [Colour.RED, Colour.GREEN, Colour.BLUE, Colour.WHITE]

    def show(colour: Colour) -> None:
        for _ in range(50):
            rig.leds.show(Steady(colour))

    threads = [threading.Thread(target=show, args=(colour,)) for colour in colours]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rig.clock.disturb(lambda: rig.leds.show(Steady(Colour.AMBER)))
    assert rig.colour() is Colour.AMBER
