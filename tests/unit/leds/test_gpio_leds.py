"""The light on GPIO lines keeps to the module's rules and touches nothing that is not its own."""

import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from drivers.leds.api import Breathe, Colour, LedError, Steady
from drivers.leds.gpio import GpioLeds, Pins
from tests.contract.leds.hand_clock import HandClock, wait_for
from tests.contract.rpi_gpio_fake import Did, RpiGpioFake, install

PINS = Pins(red=5, green=6, blue=13)
LINES = [5, 6, 13]


@pytest.fixture
def gpio(monkeypatch: pytest.MonkeyPatch) -> RpiGpioFake:
    fake = RpiGpioFake()
    install(monkeypatch, fake)
    return fake


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def leds(gpio: RpiGpioFake, clock: HandClock) -> Iterator[GpioLeds]:
    assert gpio.done == []
    leds = GpioLeds(PINS, timing=clock)
    clock.settle()
    yield leds
    leds.close()


def duties(gpio: RpiGpioFake, channel: int) -> list[float]:
    return [did.value for did in gpio.done if did.what == "duty" and did.channel == channel]


def what(did: list[Did]) -> list[tuple[str, int]]:
    return [(each.what, each.channel) for each in did]


def test_importing_the_driver_imports_no_gpio() -> None:
    check = "import sys, drivers.leds.gpio, drivers.leds.null; sys.exit('RPi' in sys.modules or 'lgpio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False, timeout=60).returncode == 0


def test_without_the_module_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "RPi", None)
    with pytest.raises(LedError, match="install rpi-lgpio"):
        GpioLeds(PINS)


@pytest.mark.parametrize("active_low", [False, True])
def test_lines_are_dark_from_the_first_moment(gpio: RpiGpioFake, *, active_low: bool) -> None:
    GpioLeds(PINS, active_low=active_low).close()
    dark = int(active_low)
    assert [(did.channel, did.value) for did in gpio.done if did.what == "setup"] == [(line, dark) for line in LINES]
    assert {did.value for did in gpio.done if did.what in {"output", "cleanup"}} == {dark}


def test_only_the_own_lines_are_given_back_and_the_numbering_stays(gpio: RpiGpioFake) -> None:
    gpio.setmode(gpio.BCM)
    gpio.setup(20, gpio.OUT, initial=gpio.HIGH)
    GpioLeds(PINS).close()
    assert gpio.directions == {20: gpio.OUT}
    assert gpio.levels == {20: 1}
    assert gpio.getmode() == gpio.BCM


def test_another_numbering_in_the_same_process_is_an_error(gpio: RpiGpioFake) -> None:
    gpio.setmode(gpio.BOARD)
    with pytest.raises(LedError, match="A different mode has already been set"):
        GpioLeds(PINS)


def test_a_line_that_does_not_exist_is_an_error_and_the_others_are_given_back(gpio: RpiGpioFake) -> None:
    with pytest.raises(LedError, match="channel sent is invalid"):
        GpioLeds(Pins(red=5, green=6, blue=99))
    assert gpio.directions == {}


def test_a_line_named_twice_is_an_error_before_anything_is_claimed(gpio: RpiGpioFake) -> None:
    with pytest.raises(LedError, match="names a line twice"):
        GpioLeds(Pins(red=5, green=5, blue=6))
    assert gpio.done == []


def test_a_line_left_over_by_a_crash_is_taken_with_the_modules_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, RpiGpioFake(in_use=[6]))
    with pytest.warns(RuntimeWarning, match="already in use"):
        leds = GpioLeds(PINS)
    leds.close()


def test_one_thread_alone_touches_the_lines(leds: GpioLeds, gpio: RpiGpioFake, clock: HandClock) -> None:
    clock.disturb(lambda: leds.show(Steady(Colour.GREEN)))
    clock.disturb(lambda: leds.show(Breathe(Colour.RED, 1.0)))
    leds.close()
    threads = {did.thread for did in gpio.done if did.what != "setup"}
    assert len(threads) == 1
    assert threading.get_ident() not in threads


@pytest.mark.parametrize("active_low", [False, True])
def test_a_breath_swells_and_fades_and_its_pwm_ends_with_it(
    gpio: RpiGpioFake, clock: HandClock, *, active_low: bool
) -> None:
    leds = GpioLeds(PINS, active_low=active_low, timing=clock)
    clock.disturb(lambda: leds.show(Breathe(Colour.AMBER, period_s=1.0)))
    for _ in range(25):
        assert clock.sleeps_for_s == pytest.approx(0.04)
        clock.turn(0.04)
    red = duties(gpio, PINS.red)
    assert red == duties(gpio, PINS.green)
    if active_low:
        red = [100 - duty for duty in red]
    top = red.index(max(red))
    assert red[0] == 0
    assert red[top] > 99
    assert red[1:top] == sorted(red[1:top])
    assert red[top:27] == sorted(red[top:27], reverse=True)
    assert duties(gpio, PINS.blue) == []
    clock.disturb(lambda: leds.show(Steady(Colour.GREEN)))
    assert all(pwm.duty is None for pwm in gpio.pwms.values())
    assert clock.sleeps_for_s is None
    # A second breath uses the channel's one PWM object again; the fake would refuse another one.
    clock.disturb(lambda: leds.show(Breathe(Colour.GREEN, period_s=1.0)))
    assert [line for line, pwm in gpio.pwms.items() if pwm.duty is not None] == [PINS.green]
    leds.close()
    assert dict(gpio.pwms) == {}
    assert gpio.directions == {}
    assert {did.value for did in gpio.done if did.what == "cleanup"} == {int(active_low)}  # given back dark


def test_lines_go_dark_before_they_are_given_back(leds: GpioLeds, gpio: RpiGpioFake, clock: HandClock) -> None:
    clock.disturb(lambda: leds.show(Steady(Colour.WHITE)))
    begun = len(gpio.done)
    leds.close()
    ended = what(gpio.done[begun:])
    assert sorted(set(ended[:-3])) == [("output", line) for line in LINES]
    assert sorted(ended[-3:]) == [("cleanup", line) for line in LINES]
    assert {did.value for did in gpio.done[begun:]} == {0}


def test_a_failure_of_the_thread_is_told_at_the_next_show_and_close_still_ends(
    leds: GpioLeds, gpio: RpiGpioFake
) -> None:
    gpio.failure = RuntimeError("the chip is gone")
    leds.show(Steady(Colour.RED))

    def told() -> bool:
        try:
            leds.show(Steady(Colour.RED))
        except LedError as err:
            return "the chip is gone" in str(err)
        return False

    wait_for(told)
    leds.close()
    leds.close()
    assert gpio.directions == {}  # given back all the same


def test_show_does_not_wait_for_slow_lines_and_close_waits_only_so_long(
    gpio: RpiGpioFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.leds.player.CLOSE_TIMEOUT_S", 0.05)
    gpio.before_output.clear()
    leds = GpioLeds(PINS)
    for _ in range(3):
        leds.show(Steady(Colour.RED))
    with pytest.raises(LedError, match="did not let go"):
        leds.close()
    gpio.before_output.set()
    monkeypatch.undo()
    leds.close()
