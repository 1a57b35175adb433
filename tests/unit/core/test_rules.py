"""Which clocking a finger means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.clocking.rules import Bounds, Last, Ruling, decide
from terminal.model import Key, Kind
from tests.unit.core.samples import stamp

BOUNDS = Bounds(duplicate_s=60, shift_max_s=16 * 3600)
HOUR = 3600.0


def last(kind: Kind, hours_ago: float = 1.0) -> Last:
    return Last(kind, stamp(100_000 - hours_ago * HOUR))


NOW = stamp(100_000)


@pytest.mark.parametrize(
    ("key", "before", "expected"),
    [
        (None, None, Kind.IN),
        (None, last(Kind.IN), Kind.OUT),
        (None, last(Kind.OUT), Kind.IN),
        (None, last(Kind.BREAK_START), Kind.BREAK_END),
        (None, last(Kind.BREAK_END), Kind.OUT),
        (None, last(Kind.IN, 17), Kind.IN),
        (Key.IN, last(Kind.IN), Kind.IN),
        (Key.IN, last(Kind.BREAK_START), Kind.BREAK_END),
        (Key.OUT, None, Kind.OUT),
        (Key.OUT, last(Kind.BREAK_START), Kind.OUT),
        (Key.BREAK, last(Kind.IN), Kind.BREAK_START),
        (Key.BREAK, last(Kind.BREAK_END), Kind.BREAK_START),
        (Key.BREAK, last(Kind.BREAK_START), Kind.BREAK_END),
        (Key.BREAK, None, Ruling.NOTHING_TO_PAUSE),
        (Key.BREAK, last(Kind.OUT), Ruling.NOTHING_TO_PAUSE),
    ],
)
def test_direction_follows_the_key_and_where_somebody_stands(key: Key, before: Last, expected: Kind) -> None:
    assert decide(key, before, NOW, BOUNDS) is expected


def test_a_second_touch_within_a_minute_is_a_duplicate() -> None:
    before = Last(Kind.IN, stamp(100_000 - 59))
    assert decide(None, before, NOW, BOUNDS) is Ruling.DUPLICATE
    assert decide(Key.IN, before, NOW, BOUNDS) is Ruling.DUPLICATE


def test_a_key_for_something_else_is_no_duplicate() -> None:
    assert decide(Key.OUT, Last(Kind.IN, stamp(100_000 - 5)), NOW, BOUNDS) is Kind.OUT


def test_setting_the_wall_clock_back_does_not_turn_a_new_clocking_into_a_duplicate() -> None:
    before = Last(Kind.IN, stamp(100_000 - 2 * HOUR, utc_shift_s=2 * HOUR))
    assert decide(None, before, NOW, BOUNDS) is Kind.OUT


def test_after_a_restart_wall_time_decides() -> None:
    before = Last(Kind.IN, stamp(100_000 - 30, boot_id="boot-0"))
    assert decide(None, before, NOW, BOUNDS) is Ruling.DUPLICATE


@given(
    key=st.sampled_from([None, *Key]),
    kind=st.sampled_from([None, Kind.IN, Kind.OUT, Kind.BREAK_START, Kind.BREAK_END]),
    ago=st.floats(min_value=-1e5, max_value=1e6),
)
def test_every_touch_gets_a_kind_or_a_reason(key: Key | None, kind: Kind | None, ago: float) -> None:
    before = Last(kind, stamp(2e6 - ago)) if kind else None
    ruling = decide(key, before, stamp(2e6), BOUNDS)
    assert isinstance(ruling, Kind | Ruling)
    assert ruling is not Kind.VOID
