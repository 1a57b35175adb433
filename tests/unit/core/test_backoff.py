"""Waiting between tries."""

from email.utils import formatdate

from hypothesis import given
from hypothesis import strategies as st

from terminal.uplinks.cloud.backoff import RETRY_AFTER_CAP_S, Backoff
from terminal.uplinks.cloud.https import retry_after_s


@given(first=st.floats(0.01, 5), cap=st.floats(5, 600), tries=st.integers(1, 40), chance=st.floats(0, 0.999))
def test_waits_grow_to_the_cap_and_never_vanish(first: float, cap: float, tries: int, chance: float) -> None:
    backoff = Backoff(first, cap, lambda: chance)
    waits = [backoff.next_s() for _ in range(tries)]
    assert all(first / 2 <= wait <= cap for wait in waits)
    assert waits == sorted(waits)
    backoff.reset()
    assert backoff.next_s() == waits[0]


@given(asked=st.floats(0, 1e9), chance=st.floats(0, 0.999))
def test_what_the_server_asks_for_is_kept_up_to_an_hour(asked: float, chance: float) -> None:
    wait = Backoff(1, 60, lambda: chance).next_s(asked)
    assert wait >= min(asked, RETRY_AFTER_CAP_S)
    assert wait <= max(60, RETRY_AFTER_CAP_S * 1.1)


def test_two_terminals_do_not_return_together() -> None:
    waits = {Backoff(1, 60).next_s() for _ in range(20)}
    assert len(waits) == 20


def test_retry_after_is_read_as_seconds_or_date() -> None:
    now = 1_800_000_000.0
    assert retry_after_s("120", now) == 120
    assert retry_after_s(formatdate(now + 90, usegmt=True), now) == 90
    assert retry_after_s(formatdate(now - 90, usegmt=True), now) == 0
    for senseless in (None, "", "soon", "-5", "1e9", "Fri, 99 Nov"):
        assert retry_after_s(senseless, now) is None
