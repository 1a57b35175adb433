"""The application: takes the newest snapshot, shows its screen, and tells the core when the frame is out."""

import logging
import signal
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import Any, Final

from kivy.base import EventLoop, runTouchApp, stopTouchApp
from kivy.core.window import Window

from terminal.messages import FromClient
from ui import wallclock, words
from ui.choosing import SUPPORT_S, choose
from ui.client import Client, Line, Reading
from ui.pages import Page
from ui.sounds import Sounds
from ui.theme import Theme
from ui.toolkit import Clock, Scheduled, Touch, Widget
from ui.views import AcceptedView, CoreLostView, EnrolView, IdleView, RefusedView, SupportView, View

log = logging.getLogger(__name__)

MOTION_FPS: Final = 20
TOUCH_FPS: Final = 60
TOUCH_S: Final = 0.5  # how long input is polled faster after a touch
AHEAD_S: Final = 1.5  # when, after the first frame, the result screens are built

_SCREENS: Final[dict[type, tuple[str, str]]] = {
    IdleView: ("ui.screens.idle", "IdleScreen"),
    AcceptedView: ("ui.screens.accepted", "AcceptedScreen"),
    RefusedView: ("ui.screens.refused", "RefusedScreen"),
    EnrolView: ("ui.screens.enrol", "EnrolScreen"),
    CoreLostView: ("ui.screens.core_lost", "CoreLostScreen"),
    SupportView: ("ui.screens.support", "SupportScreen"),
}


class Application:
    """Everything on the Kivy thread. Is a `Stage` to the pages."""

    def __init__(self, client: Client, *, theme: str, hand: str, sounds: Sounds, report: Path | None) -> None:
        self._client = client
        self._theme_name = theme
        self._hand = hand
        self._sounds = sounds
        self._report_to = report
        self._theme = Theme(theme, int(Window.width), int(Window.height))
        self._root = Root(self._touched)
        self._pages: dict[type, Page] = {}
        self._page: Page | None = None
        self._reading: Reading = client.reading()
        self._view: View | None = None
        self._support_until: float | None = None
        # What the canvas shows, and what was reported: the connection's beginning and the revision in it, because a
        # core that has started anew counts from the beginning.
        self._drawing: tuple[float, int] | None = None
        self._reported: tuple[float, int] | None = None
        self._frames = 0
        self._first_useful_at: float | None = None
        # Kivy's clock holds callbacks weakly; these stay because this object keeps them, and `run` keeps this object.
        self._taking: Scheduled = Clock.create_trigger(self._take)
        self._motion: Scheduled | None = None
        self._minute: Scheduled | None = None
        self._patience: Scheduled | None = None
        self._polling: Scheduled | None = None
        self._calm: Scheduled | None = None

    # What pages ask for -------------------------------------------------------------------------------------------

    def send(self, command: FromClient) -> bool:
        """Queue a command for the core."""
        return self._client.submit(command)

    def now(self) -> float:
        """Give the monotonic clock."""
        return monotonic()

    def time_of_day(self, zone: str) -> tuple[str, str]:
        """Give time and date in a zone."""
        moment = wallclock.local(datetime.now(UTC), zone)
        return wallclock.shown(moment), words.day(moment)

    def open_support(self) -> None:
        """Show the support page, for a while."""
        if self._reading.snapshot is not None:
            self._support_until = monotonic() + SUPPORT_S
            self._show_newest()

    def close_support(self) -> None:
        """Leave the support page."""
        self._support_until = None
        self._show_newest()

    # Life ---------------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Draw the first screen and begin to listen."""
        Window.clearcolor = self._theme.colour("background")
        Window.add_widget(self._root)
        Window.bind(on_flip=self._flip, on_resize=self._resized)
        self._show_newest()
        self._client.on_change(self._taking)
        self._look_at_the_clock(0)

    def _resized(self, _window: object, width: int, height: int) -> None:
        if (width, height) == (self._theme.width, self._theme.height):
            return
        self._theme = Theme(self._theme_name, int(width), int(height))
        self._root.clear_widgets()
        self._pages.clear()
        self._page, self._view = None, None
        self._show_newest()

    def _take(self, _dt: float) -> None:
        """Take over what the client has newest. Runs on the Kivy thread."""
        before, self._reading = self._reading, self._client.reading()
        if self._reading.refusals != before.refusals:
            refused = getattr(self._page, "command_refused", None)
            if refused is not None:
                refused()
        self._show_newest()

    def _show_newest(self, _dt: float = 0) -> None:
        reading = self._reading
        choice = choose(reading, self._support_until, monotonic())
        view, self._support_until = choice.view, choice.support_until
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        if choice.again_s is not None:
            self._patience = Clock.schedule_once(self._show_newest, choice.again_s + 0.01)
        if view != self._view:
            self._sounds.follow(self._view, view)
            self._view = view
            self._show(view)
        snapshot = reading.snapshot
        if snapshot is None or reading.line is not Line.OPEN:
            return
        if self._drawing != (reading.since, snapshot.revision):
            self._drawing = (reading.since, snapshot.revision)
            Window.canvas.ask_update()  # the core waits for this frame, also where nothing in it differs

    def _show(self, view: View) -> None:
        page = self._page_for(type(view))
        page.show(view)
        page.arrange()
        if page is not self._page:
            self._root.clear_widgets()
            self._root.add_widget(page)
            self._page = page
        Window.clearcolor = self._theme.colour(page.ground)
        self._set_motion(on=page.moving)

    def _page_for(self, view: type) -> Page:
        page = self._pages.get(view)
        if page is None:
            module, name = _SCREENS[view]
            make: Any = getattr(import_module(module), name)
            page = make(theme=self._theme, stage=self, hand=self._hand, size=(self._theme.width, self._theme.height))
            self._pages[view] = page
        return page

    def _build_ahead(self, _dt: float) -> None:
        """Build the screens of the results, so that the first clocking of the day is as quick as the others."""
        for view in (AcceptedView, RefusedView):
            if view not in self._pages:
                self._page_for(view)
                Clock.schedule_once(self._build_ahead, AHEAD_S)
                return

    # Time ---------------------------------------------------------------------------------------------------------

    def _set_motion(self, *, on: bool) -> None:
        if on and self._motion is None:
            self._motion = Clock.schedule_interval(self._move, 1 / MOTION_FPS)
        elif not on and self._motion is not None:
            self._motion.cancel()
            self._motion = None

    def _move(self, _dt: float) -> None:
        if self._page is not None:
            self._page.move(monotonic())

    def _look_at_the_clock(self, _dt: float) -> None:
        if self._page is not None:
            self._page.tick()
        self._minute = Clock.schedule_once(self._look_at_the_clock, wallclock.wait_s(datetime.now(UTC)))

    # Input --------------------------------------------------------------------------------------------------------

    def _touched(self) -> None:
        """Poll faster while somebody is at the screen."""
        if self._support_until is not None:
            self._support_until = monotonic() + SUPPORT_S
        if self._polling is None:
            self._polling = Clock.schedule_interval(self._poll, 1 / TOUCH_FPS)
        if self._calm is not None:
            self._calm.cancel()
        self._calm = Clock.schedule_once(self._calm_down, TOUCH_S)

    def _poll(self, _dt: float) -> None:
        """Nothing to do: that the clock wakes for it makes the loop read the input."""

    def _calm_down(self, _dt: float) -> None:
        if self._polling is not None:
            self._polling.cancel()
            self._polling = None

    # Frames -------------------------------------------------------------------------------------------------------

    def _flip(self, window: Any) -> bool:  # noqa: ANN401 -- Kivy's window
        """Hand the frame to the display, then tell the core. Returns True, so that Kivy does not flip once more."""
        window.flip()
        flipped_at = monotonic()
        self._frames += 1
        if self._drawing is not None and self._drawing != self._reported:
            self._reported = self._drawing
            self._client.report_drawn(self._drawing[1], flipped_at)
            if self._first_useful_at is None:
                self._first_useful_at = flipped_at
                Clock.schedule_once(self._build_ahead, AHEAD_S)
        if self._report_to is not None:
            from ui.report import write  # noqa: PLC0415

            write(
                self._report_to,
                page=self._page,
                revision=self._reported[1] if self._reported else None,
                first_useful_at=self._first_useful_at,
                frames=self._frames,
            )
        return True


class Root(Widget):
    """Holds the page, and hears of every touch before it."""

    def __init__(self, touched: Any) -> None:  # noqa: ANN401 -- a callable
        self._touched = touched
        super().__init__()

    def on_touch_down(self, touch: Touch) -> bool:
        """Pass a touch on; the wheel and the other buttons of a mouse are none."""
        if getattr(touch, "button", "left") != "left":
            return True
        self._touched()
        return super().on_touch_down(touch)


def run(client: Client, *, theme: str, hand: str, sounds: bool, report: Path | None) -> int:
    """Show the screen until SIGTERM or SIGINT. Blocks; must run on the main thread."""

    def stop(_signal: int, _frame: object) -> None:
        # Only a flag: the loop may hold any lock at this moment. It looks at the flag within one idle frame.
        EventLoop.quit = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    player = Sounds(enabled=sounds)
    application = Application(client, theme=theme, hand=hand, sounds=player, report=report)
    application.open()
    try:
        runTouchApp()
    finally:
        stopTouchApp()
        client.stop()
        player.close()
    return 0
