"""Which page is shown: pure, and without Kivy."""

from dataclasses import dataclass
from typing import Final

from ui import presenter
from ui.client import Line, Reading
from ui.views import IdleView, View

CORE_AWAY_S: Final = 1.5  # a shorter absence is a restart that nobody needs to read about
SUPPORT_S: Final = 60.0  # how long the support page stays after the last touch


@dataclass(frozen=True, slots=True)
class Choice:
    """What to show; after how many seconds that may change by itself; until when the support page may stay."""

    view: View
    again_s: float | None = None
    support_until: float | None = None


def choose(reading: Reading, support_until: float | None, now: float) -> Choice:
    """Choose the page. The core's results come before the support page, and the core's absence before everything."""
    snapshot = reading.snapshot
    again_s: float | None = None
    if reading.line is Line.MISFIT:
        return Choice(presenter.misfit(snapshot))
    if reading.line is Line.AWAY:
        again_s = CORE_AWAY_S - (now - reading.since)
        if again_s <= 0:
            return Choice(presenter.core_lost(snapshot))
    if snapshot is None:
        return Choice(presenter.starting(), again_s)
    view = presenter.face(snapshot)
    if support_until is not None and isinstance(view, IdleView) and now < support_until:
        left_s = support_until - now
        return Choice(presenter.support(snapshot), left_s if again_s is None else min(again_s, left_s), support_until)
    return Choice(view, again_s)
