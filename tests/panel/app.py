"""The window: takes what the threads have seen, shows it, and hands touches to them."""

import signal
from pathlib import Path
from time import monotonic
from typing import Any, Final

from kivy.base import EventLoop, runTouchApp, stopTouchApp
from kivy.core.window import Window

from terminal.messages import Enrol
from tests.panel.board import Board, Seen
from tests.panel.cloud import CloudWatching
from tests.panel.light import LightWatching
from tests.panel.plan import TITLE, Plan
from tests.panel.sensor import SensorWatching
from ui.client import Client
from ui.theme import Theme
from ui.toolkit import Clock, Scheduled

MOTION_FPS: Final = 20


class Bench:
    """Everything on the Kivy thread."""

    def __init__(
        self,
        core: Client,
        sensor: SensorWatching,
        light: LightWatching,
        cloud: CloudWatching | None,
        *,
        theme: str,
        people: dict[str, str],
        report: Path | None,
    ) -> None:
        self._core, self._sensor, self._light, self._cloud = core, sensor, light, cloud
        self._report = report
        self._frames = 0
        plan = Plan(int(Window.width), int(Window.height))
        self._theme = Theme(theme, plan.theme_side, plan.theme_side)
        self._board = Board(plan, self._theme, people, self, cloud=cloud is not None)
        # Kivy's clock holds callbacks weakly; these stay because this object keeps them.
        self._taking: Scheduled = Clock.create_trigger(self._take)
        self._motion: Scheduled | None = None

    def open(self) -> None:
        """Draw what is known, and listen to the threads."""
        Window.set_title(TITLE)
        Window.clearcolor = self._theme.colour("background")
        Window.add_widget(self._board)
        Window.bind(on_flip=self._flip)
        self._take(0)
        self._core.on_change(self._taking)
        self._sensor.start(self._taking)
        self._light.start(self._taking)
        if self._cloud is not None:
            self._cloud.start(self._taking)

    def close(self) -> None:
        """End the threads; a finger that is held is lifted."""
        for ending in (self._sensor, self._light, self._cloud, self._core):
            if ending is not None:
                ending.stop()

    def press(self, finger: int, quality: str) -> None:
        """Lay a finger down."""
        self._sensor.press(finger, quality)

    def lift(self) -> None:
        """Take it away."""
        self._sensor.lift()

    def set_fault(self, kind: str, *, on: bool) -> None:
        """Switch a fault of the sensor."""
        self._sensor.set_fault(kind, on=on)

    def set_plugged_in(self, *, on: bool) -> None:
        """Plug the sensor in, or unplug it."""
        self._sensor.set_plugged_in(on=on)

    def set_outage(self, *, on: bool) -> None:
        """Switch the cloud's outage."""
        if self._cloud is not None:
            self._cloud.set_outage(on=on)

    def enrol(self, employee: str) -> None:
        """Ask the core to enrol a finger; the line at the bottom says what becomes of it."""
        self._core.submit(Enrol(employee))

    def _take(self, _dt: float) -> None:
        cloud = self._cloud.seen if self._cloud is not None else None
        self._board.show(Seen(self._core.reading(), self._sensor.seen, self._light.seen, cloud))
        self._move(0)
        if self._board.moving and self._motion is None:
            self._motion = Clock.schedule_interval(self._move, 1 / MOTION_FPS)
        elif not self._board.moving and self._motion is not None:
            self._motion.cancel()
            self._motion = None

    def _move(self, _dt: float) -> None:
        self._board.move(monotonic())

    def _flip(self, window: Any) -> bool:  # noqa: ANN401  # Kivy's window
        """Hand the frame to the display, then say what is on it. Returns True, so that Kivy does not flip once more."""
        window.flip()
        self._frames += 1
        if self._report is not None:
            from tests.panel.report import write  # noqa: PLC0415  # a bench without a test needs none

            write(self._report, self._board, self._frames)
        return True


def run(bench: Bench) -> int:
    """Show the panel until it is closed, or until SIGTERM or SIGINT. Blocks; must run on the main thread."""

    def stop(_signal: int, _frame: object) -> None:
        # Only a flag: the loop may hold any lock at this moment.
        EventLoop.quit = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    bench.open()
    try:
        runTouchApp()
    finally:
        stopTouchApp()
        bench.close()
    return 0
