"""How Kivy is told to behave. It reads this from the environment and once, so it is set before Kivy is imported."""

import logging
import os
import tempfile
from pathlib import Path
from typing import Final

from ui.x11 import display_size

IDLE_FPS: Final = 15  # how often input is polled while nothing moves; a snapshot interrupts the wait at once
TOUCH_PROVIDERS: Final = ("mouse", "mtdev", "hidinput")


def prepare(
    *, size: tuple[int, int], position: tuple[int, int] | None, fullscreen: bool, touch: str, show_cursor: bool
) -> None:
    """Set Kivy's environment: no arguments, no files of its own, a clock that a thread can interrupt, few parts."""
    if fullscreen:
        # SDL leaves it to a window manager to fill an X display, and a clock has none: fill it with a plain window.
        whole = display_size()
        if whole is not None:
            size, position, fullscreen = whole, (0, 0), False
    home = Path(os.environ.get("RUNTIME_DIRECTORY", tempfile.gettempdir()).split(":")[0])
    fixed = {
        "KIVY_NO_ARGS": "1",
        "KIVY_NO_CONFIG": "1",
        "KIVY_NO_FILELOG": "1",
        "KIVY_NO_CONSOLELOG": "1",
        "KIVY_LOG_MODE": "PYTHON",
        "KIVY_CLOCK": "interrupt",
        "KIVY_WINDOW": "sdl2",
        "KIVY_TEXT": "sdl2",
        "KIVY_IMAGE": "sdl2",
        "KIVY_AUDIO": "",
        "KIVY_HOME": str(home / "clock-terminal-ui"),  # named but, without configuration, never made
        "KCFG_KIVY_EXIT_ON_ESCAPE": "0",
        "KCFG_KIVY_LOG_LEVEL": "warning",
        "KCFG_GRAPHICS_MAXFPS": str(IDLE_FPS),
        "KCFG_GRAPHICS_MULTISAMPLES": "0",  # edges are smoothed where they are drawn
        "KCFG_GRAPHICS_WIDTH": str(size[0]),
        "KCFG_GRAPHICS_HEIGHT": str(size[1]),
        "KCFG_GRAPHICS_RESIZABLE": "0",
        "KCFG_GRAPHICS_BORDERLESS": "1",
        "KCFG_GRAPHICS_FULLSCREEN": "auto" if fullscreen else "0",
        "KCFG_GRAPHICS_SHOW_CURSOR": "1" if show_cursor else "0",
        "KCFG_GRAPHICS_ALLOW_SCREENSAVER": "0",
    }
    if position is not None:
        fixed |= {
            "KCFG_GRAPHICS_POSITION": "custom",
            "KCFG_GRAPHICS_LEFT": str(position[0]),
            "KCFG_GRAPHICS_TOP": str(position[1]),
        }
    os.environ.update(fixed)
    if touch != "mtdev":
        # Kivy loads the reader of mtdev devices in any case, and calls it an error when the system has no libmtdev.
        logging.getLogger("kivy").addFilter(lambda record: "MTDev" not in str(record.msg))
    _choose_touch(touch)


def _choose_touch(touch: str) -> None:
    """Leave Kivy one source of touches; with two, one finger on one key would press it twice."""
    from kivy.config import Config  # noqa: PLC0415

    for name, _ in list(Config.items("input")):
        Config.remove_option("input", name)
    if touch == "mouse":
        # The pointer that X or SDL makes of a touch. disable_multitouch: a right button draws no red dot.
        Config.set("input", "mouse", "mouse,disable_multitouch")
    else:
        Config.set("input", "%(name)s", f"probesysfs,provider={touch}")
