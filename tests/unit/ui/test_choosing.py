"""Which page is shown when several could be."""

from terminal.messages import Cause as CauseOf
from terminal.messages import CloudState, LinkKind, Refused, Snapshot, Strip, Waiting
from terminal.model import ClockQuality
from ui.choosing import CORE_AWAY_S, SUPPORT_S, choose
from ui.client import Line, Reading
from ui.views import CoreLostView, IdleView, RefusedView, SupportView

STRIP = Strip(LinkKind.ETHERNET, CloudState.REACHED, 0, 0, ClockQuality.SYNCHRONISED)
IDLE = Snapshot(1, 0.0, "Leeds", "CT-1", "Europe/London", Waiting(), STRIP)
REFUSAL = Snapshot(2, 0.0, "Leeds", "CT-1", "", Refused(CauseOf("F-1", "Title", "Remedy"), 105.0), STRIP)


def test_the_core_may_be_away_for_a_moment_before_it_is_said() -> None:
    away = Reading(Line.AWAY, since=100.0, snapshot=IDLE)
    first = choose(away, None, 100.5)
    assert isinstance(first.view, IdleView)
    assert first.again_s == CORE_AWAY_S - 0.5
    assert isinstance(choose(away, None, 100.0 + CORE_AWAY_S).view, CoreLostView)


def test_before_the_core_has_said_anything_the_keys_do_nothing() -> None:
    view = choose(Reading(Line.AWAY, since=100.0), None, 100.1).view
    assert isinstance(view, IdleView)
    assert not any(key.enabled for key in view.keys)


def test_the_support_page_leaves_by_itself() -> None:
    open_line = Reading(Line.OPEN, since=0.0, snapshot=IDLE)
    until = 100.0 + SUPPORT_S
    first = choose(open_line, until, 100.0)
    assert isinstance(first.view, SupportView)
    assert first.again_s == SUPPORT_S
    assert first.support_until == until
    last = choose(open_line, until, until)
    assert isinstance(last.view, IdleView)
    assert last.support_until is None


def test_a_result_closes_the_support_page_for_good() -> None:
    choice = choose(Reading(Line.OPEN, since=0.0, snapshot=REFUSAL), 160.0, 100.0)
    assert isinstance(choice.view, RefusedView)
    assert choice.support_until is None


def test_a_core_that_goes_away_is_told_on_the_support_page_too() -> None:
    away = Reading(Line.AWAY, since=100.0, snapshot=IDLE)
    first = choose(away, 160.0, 100.5)
    assert isinstance(first.view, SupportView)
    assert first.again_s == CORE_AWAY_S - 0.5
    assert isinstance(choose(away, 160.0, 103.0).view, CoreLostView)


def test_a_core_that_does_not_fit_is_said_at_once() -> None:
    view = choose(Reading(Line.MISFIT, since=100.0, snapshot=None), None, 100.0).view
    assert isinstance(view, CoreLostView)
    assert view.cause.code == "U-102"
