"""Run an emulated sensor until SIGTERM: python -m drivers.fingerprint.emulator --help."""

import argparse
import asyncio
import json
import os
import selectors
import signal
import sys
from pathlib import Path

from drivers.fingerprint.emulator.cable import Cable
from drivers.fingerprint.emulator.control_server import serve
from drivers.fingerprint.emulator.faults import Faults
from drivers.fingerprint.emulator.flash import load
from drivers.fingerprint.emulator.glass import Glass
from drivers.fingerprint.emulator.ledger import Ledger
from drivers.fingerprint.emulator.orders import Orders
from drivers.fingerprint.emulator.profiles import PROFILES
from drivers.fingerprint.emulator.setting import BAUD_STEP
from drivers.fingerprint.emulator.state import State
from drivers.fingerprint.emulator.wire import Wire


def main() -> int:
    """Parse the arguments and run; exit with 2 when they or the files are unusable."""
    arguments = _parser().parse_args()
    os.umask(0o077)  # whoever reaches the socket can press a finger: this user alone
    # epoll rounds every wait up to a millisecond; select does not, and this loop imitates milliseconds.
    loop_factory = lambda: asyncio.SelectorEventLoop(selectors.SelectSelector())  # noqa: E731
    try:
        arguments.control.unlink(missing_ok=True)  # left by an emulator that was killed
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            runner.run(_run(arguments))
    except (OSError, ValueError) as err:
        sys.stderr.write(f"the emulator cannot run: {err}\n")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(prog="python -m drivers.fingerprint.emulator", description=__doc__)
    parser.add_argument("--profile", choices=sorted(PROFILES), default="r503", help="the model")
    parser.add_argument("--library", type=Path, required=True, help="file with the sensor's memory; made if missing")
    parser.add_argument("--link", type=Path, required=True, help="symlink to the serial device; replaced")
    parser.add_argument("--control", type=Path, required=True, help="Unix socket for orders; replaced")
    parser.add_argument("--baud", type=int, choices=range(BAUD_STEP, 13 * BAUD_STEP, BAUD_STEP), metavar="BAUD")
    parser.add_argument("--time-scale", type=float, default=1.0, help="factor on all of the sensor's and wire's times")
    parser.add_argument("--wake-file", type=Path, help="file that holds 1 while a finger touches, else 0")
    parser.add_argument("--ready-file", type=Path, help="file that is written once the sensor can be opened")
    return parser


async def _run(arguments: argparse.Namespace) -> None:
    """Run until told to stop, and leave neither link nor socket behind."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    profile = PROFILES[arguments.profile]
    flash = load(arguments.library, profile.template_bytes, arguments.baud)
    if arguments.baud is not None:
        flash.baud = arguments.baud
    ledger = Ledger()
    glass = Glass(loop, arguments.wake_file, ledger.lifted)
    glass.touch_s = profile.touch_s * arguments.time_scale
    cable = Cable(arguments.link)
    wire = Wire(State(profile, flash, glass, Faults()), cable, ledger, arguments.time_scale)
    server = await serve(arguments.control, Orders(wire, cable, ledger))
    try:
        wire.power_up()
        if arguments.ready_file is not None:
            loop.call_later(profile.power_up_s * arguments.time_scale, _tell_ready, arguments.ready_file, cable)
        running = asyncio.create_task(wire.run())
        stopping = asyncio.create_task(stopped.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()  # raises what ended it
        running.cancel()
    finally:
        wire.pull_out()
        server.close()
        arguments.control.unlink(missing_ok=True)
        if arguments.ready_file is not None:
            arguments.ready_file.unlink(missing_ok=True)


def _tell_ready(path: Path, cable: Cable) -> None:
    """Write the ready file in one piece."""
    draft = path.with_name(path.name + ".new")
    draft.write_text(json.dumps({"pid": os.getpid(), "device": cable.device}) + "\n", encoding="utf-8")
    draft.replace(path)


if __name__ == "__main__":
    sys.exit(main())
