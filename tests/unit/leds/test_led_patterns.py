"""Patterns as changes of light."""

from itertools import islice

import pytest

from drivers.leds.api import Blink, Breathe, Colour, Steady
from drivers.leds.player import Change, changes


def test_steady_is_one_change_for_ever() -> None:
    assert list(changes(Steady(Colour.BLUE), 0.1)) == [Change(Colour.BLUE, None)]


def test_a_blink_without_a_pause_keeps_its_rounds_apart_by_the_time_between_lights() -> None:
    shown = list(islice(changes(Blink(Colour.RED, 2, 0.1, 0.2), 0.1), 8))
    assert [change.lasts_s for change in shown] == [0.1, 0.2] * 4
    assert [change.colour for change in shown] == [Colour.RED, Colour.OFF] * 4


def test_a_blink_without_repeat_keeps_its_pause_and_ends_dark() -> None:
    shown = list(changes(Blink(Colour.RED, 1, 0.1, 0.2, pause_s=0.7, repeat=False), 0.1))
    assert shown == [Change(Colour.RED, 0.1), Change(Colour.OFF, 0.7), Change(Colour.OFF, None)]


@pytest.mark.parametrize("period_s", [0.01, 0.5, 3.0, 3.33])
def test_a_breath_lasts_its_period_and_reaches_both_ends(period_s: float) -> None:
    steps = max(2, round(period_s / 0.05))
    breath = list(islice(changes(Breathe(Colour.RED, period_s), 0.05), steps))
    assert sum(change.lasts_s or 0 for change in breath) == pytest.approx(period_s)
    levels = [change.level or 0.0 for change in breath]
    assert min(levels) == 0
    assert max(levels) == pytest.approx(1, abs=0.01)
    assert all(0 <= level <= 1 for level in levels)
