"""Starts the bench panel: `python -m tests.panel --emulator SOCKET --lights FILE --core SOCKET`."""

import argparse
import logging
import os
import re
import sys
from pathlib import Path

from tests.panel.plan import HEIGHT, WIDTH


def main() -> int:
    """Run until the window is closed."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    chosen = _arguments()

    from tests.panel.cloud import CloudWatching  # noqa: PLC0415  # a wrong command line is answered at once
    from tests.panel.light import LightWatching  # noqa: PLC0415
    from tests.panel.sensor import SensorWatching  # noqa: PLC0415
    from ui.client import Client  # noqa: PLC0415
    from ui.environment import prepare  # noqa: PLC0415  # stands before everything that opens Kivy

    core = Client(str(chosen.core))
    core.start()
    prepare(size=chosen.size, position=chosen.position, fullscreen=False, touch="mouse", show_cursor=True)
    os.environ["KCFG_GRAPHICS_BORDERLESS"] = "0"  # on a desk it is a window among others, to be moved and closed

    from tests.panel.app import Bench, run  # noqa: PLC0415  # opens Kivy

    cloud = CloudWatching(chosen.cloud) if chosen.cloud else None
    sensor, light = SensorWatching(chosen.emulator), LightWatching(chosen.lights)
    people = dict(chosen.employee)
    return run(Bench(core, sensor, light, cloud, theme=chosen.theme, people=people, report=chosen.report))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.panel", description="Fingers and faults for a demonstration."
    )
    parser.add_argument("--emulator", type=Path, required=True, metavar="SOCKET", help="the emulator's control socket")
    parser.add_argument("--lights", type=Path, required=True, metavar="FILE", help="the null light's trace")
    parser.add_argument("--core", type=Path, required=True, metavar="SOCKET", help="the core's socket")
    parser.add_argument("--cloud", metavar="URL", help="the reference cloud's admin side")
    parser.add_argument(
        "--employee", type=_employee, action="append", default=[], metavar="ID=NAME", help="offer somebody to enrol"
    )
    parser.add_argument("--position", type=_position, metavar="X,Y", help="of the window")
    parser.add_argument("--size", type=_size, default=(WIDTH, HEIGHT), metavar="WxH", help="of the window, in pixels")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="write what is on the panel there, after each frame"
    )
    return parser.parse_args()


def _employee(text: str) -> tuple[str, str]:
    employee, equals, name = text.partition("=")
    if not (employee and equals and name):
        message = f"{text!r} is no ID=NAME"
        raise argparse.ArgumentTypeError(message)
    return employee, name


def _position(text: str) -> tuple[int, int]:
    return _pair(text, ",")


def _size(text: str) -> tuple[int, int]:
    width, height = _pair(text, "x")
    if width < WIDTH * 3 // 4 or height < HEIGHT * 3 // 4:
        message = f"{text!r} is too small: from {WIDTH * 3 // 4}x{HEIGHT * 3 // 4}"
        raise argparse.ArgumentTypeError(message)
    return width, height


def _pair(text: str, separator: str) -> tuple[int, int]:
    match = re.fullmatch(rf"(-?\d{{1,5}}){separator}(-?\d{{1,5}})", text)
    if match is None:
        message = f"{text!r} is not two whole numbers with {separator!r} between them"
        raise argparse.ArgumentTypeError(message)
    return int(match[1]), int(match[2])


if __name__ == "__main__":
    sys.exit(main())
