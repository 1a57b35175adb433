"""`scripts/run`: the whole clock on this computer, to touch or to watch."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from threading import Event

from tests.rig.display import Display
from tests.rig.program import ROOT, Program
from tests.rig.rig import Rig, Shape
from tests.rig.walkthrough import ALEX, SAM, Walkthrough

PICTURES = ROOT / "build" / "walkthrough"
GAP_PX = 24
FOLDER = ROOT / "build" / "run"
SIZES = ("800x480", "1024x600", "1280x720", "480x800")


def main() -> int:
    """Choose between a person and the script."""
    arguments = _arguments()
    if arguments.walkthrough or not _has_display():
        return walk(arguments)
    return attend(arguments)


def walk(arguments: argparse.Namespace) -> int:
    """Play the scripted day on a virtual display."""
    if arguments.sensor is not None:
        print("The walk-through plays emulated fingers; a real sensor (--sensor) needs a display and a person.")
        return 2
    shutil.rmtree(PICTURES, ignore_errors=True)
    width, height = map(int, arguments.size.split("x"))
    display = Display(width, height)
    try:
        with tempfile.TemporaryDirectory(prefix="clock-") as folder:
            shape = Shape(profile=arguments.profile)
            with Rig(Path(folder), shape) as rig:
                options = ("--theme", arguments.theme)
                screen = rig.open_screen(display, (width, height), options=options)
                day = Walkthrough(rig, screen, PICTURES, lambda line: print(line, flush=True))
                began = time.monotonic()
                try:
                    day.play()
                except AssertionError as err:
                    print(f"FAILED after step {len(day.passed)}: {err}")
                    screen.save(PICTURES / "failed.png")
                    for log in sorted(Path(folder).glob("*.log")):
                        print(f"--- {log.name}\n{log.read_text(errors='replace')[-2000:]}")
                    return 1
    finally:
        display.stop()
    print(f"{len(day.passed)} steps in {time.monotonic() - began:.1f} s; pictures are in {PICTURES}")
    return 0


def attend(arguments: argparse.Namespace) -> int:
    """Open the windows and wait for Ctrl-C. What was recorded stays for the next time."""
    ended = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    folder = FOLDER if arguments.sensor is None else FOLDER.with_name("run-sensor")
    with Rig(folder, Shape(profile=arguments.profile, sensor_port=arguments.sensor)) as rig:
        rig.cloud.put_employees(dict((ALEX, SAM)))
        environment = {key: os.environ[key] for key in ("DISPLAY", "WAYLAND_DISPLAY") if key in os.environ}
        windows = [
            Program(
                "ui",
                (
                    *("--socket", str(rig.socket), "--size", arguments.size, "--position", "0,0"),
                    *("--theme", arguments.theme, "--cursor"),
                ),
                folder / "ui.log",
                environment,
            )
        ]
        if arguments.sensor is None:
            windows.append(
                Program(
                    "tests.panel",
                    (
                        *("--emulator", str(rig.emulator.socket), "--lights", str(rig.light_trace)),
                        *("--core", str(rig.socket), "--cloud", rig.cloud.admin_url),
                        *("--position", f"{int(arguments.size.split('x')[0]) + GAP_PX},0"),
                        *(word for person in (ALEX, SAM) for word in ("--employee", "=".join(person))),
                    ),
                    folder / "panel.log",
                    environment,
                )
            )
        print(f"The cloud's page: {rig.cloud.admin_url}/\nData and logs: {folder}\nCtrl-C ends everything.")
        if arguments.sensor is not None:
            print(f"Enrol with: .venv/bin/python -m terminal.enrol --socket {rig.socket} {ALEX[0]}")
        for window in windows:
            window.start()
        while not ended.wait(0.5):
            if not windows[0].running:
                print(f"The clock's window was closed.\n{windows[0].last_words()}")
                break
        for window in windows:
            window.stop()
    return 0


def _has_display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/run", description=__doc__)
    parser.add_argument("--walkthrough", action="store_true", help="play a scripted day; also without a display")
    parser.add_argument("--sensor", metavar="PORT", help="a real sensor, such as /dev/ttyUSB0, instead of the emulated")
    parser.add_argument("--profile", choices=("r307", "r503"), default="r503", help="which sensor is emulated")
    parser.add_argument("--size", choices=SIZES, default=SIZES[0], help="of the clock's screen")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
