"""Starts the touchscreen: `python -m ui --socket PATH`."""

import argparse
import logging
import re
import sys
from pathlib import Path
from typing import Final

LEAST_PX: Final = 320
MOST_PX: Final = 7680


def _pair(separator: str, text: str) -> tuple[int, int]:
    match = re.fullmatch(rf"(-?\d{{1,5}}){separator}(-?\d{{1,5}})", text)
    if match is None:
        message = f"{text!r} is not two whole numbers with {separator!r} between them"
        raise argparse.ArgumentTypeError(message)
    return int(match[1]), int(match[2])


def _size(text: str) -> tuple[int, int]:
    width, height = _pair("x", text)
    if min(width, height) < LEAST_PX or max(width, height) > MOST_PX:
        message = f"{text!r} is no size of a screen: each side from {LEAST_PX} up to {MOST_PX} pixels"
        raise argparse.ArgumentTypeError(message)
    return width, height


def _position(text: str) -> tuple[int, int]:
    return _pair(",", text)


def arguments(given: list[str]) -> argparse.Namespace:
    """Read the command line; ends the process with 2 where it makes no sense."""
    parser = argparse.ArgumentParser(prog="python -m ui", description="The touchscreen of the time clock.")
    parser.add_argument("--socket", required=True, metavar="PATH", help="the core's Unix socket")
    parser.add_argument("--size", type=_size, default=(800, 480), metavar="WxH", help="in pixels (default 800x480)")
    parser.add_argument("--position", type=_position, metavar="X,Y", help="of the window on the display")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument("--hand", choices=("right", "left"), default="right", help="the side that the keys are on")
    parser.add_argument("--fullscreen", action="store_true", help="take the whole display; --size is ignored then")
    parser.add_argument("--sounds", choices=("on", "off"), default="on")
    parser.add_argument(
        "--touch",
        choices=("mouse", "mtdev", "hidinput"),
        default="mouse",
        help="where touches come from: the display's pointer, or the kernel's touch devices read directly",
    )
    parser.add_argument("--cursor", action="store_true", help="show the pointer")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="write what is on the screen there, after each frame"
    )
    return parser.parse_args(given)


def main(given: list[str]) -> int:
    """Run until told to stop."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    chosen = arguments(given)

    from ui.x11 import unreachable  # noqa: PLC0415

    reason = unreachable()
    if reason is not None:
        sys.stderr.write(f"clock-terminal-ui: {reason}\n")
        return 1

    from ui.client import Client  # noqa: PLC0415 -- a wrong command line is answered without loading anything

    client = Client(chosen.socket)
    client.start()  # before Kivy, so that the first frame already has a snapshot to show

    from ui.environment import prepare  # noqa: PLC0415

    prepare(
        size=chosen.size,
        position=chosen.position,
        fullscreen=chosen.fullscreen,
        touch=chosen.touch,
        show_cursor=chosen.cursor,
    )

    from ui.app import run  # noqa: PLC0415 -- opens Kivy

    return run(client, theme=chosen.theme, hand=chosen.hand, sounds=chosen.sounds == "on", report=chosen.report)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
