"""Starts the core: `python -m terminal --config FILE [--verbose]`."""

import argparse
import logging
import signal
import sys
from pathlib import Path

import sdnotify

from drivers.fingerprint.api import SensorError
from drivers.leds.api import LedError
from terminal.config import ConfigError, Settings, load
from terminal.core import CoreFailed
from terminal.identity import IdentityError
from terminal.readiness import forget_ready, tell_ready
from terminal.store.errors import StoreDamaged, StoreError
from terminal.store.opening import suspect_mark
from terminal.wiring import Wired, wire

EXIT_CONFIG = 78  # EX_CONFIG: systemd does not restart it
EXIT_FAILED = 70  # EX_SOFTWARE: systemd does
STOP_S = 5.0

_log = logging.getLogger("terminal")


def main() -> int:
    """Run until SIGTERM or SIGINT; return the exit status."""
    arguments = _arguments()
    logging.basicConfig(
        level=logging.DEBUG if arguments.verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    try:
        settings = load(arguments.config)
    except ConfigError as err:
        sys.stderr.write(f"clock-terminal: {err}\n")
        return EXIT_CONFIG
    systemd = sdnotify.SystemdNotifier()
    ready_file = Path(settings.terminal.ready_file)
    try:
        wired = wire(settings, alive=lambda: systemd.notify("WATCHDOG=1"))
    except (StoreError, IdentityError, LedError, SensorError, OSError) as err:
        _log.critical("the core cannot start: %s", err)
        _mark_damage(err, settings)
        return EXIT_FAILED
    try:
        return _run(wired, settings, systemd, ready_file)
    finally:
        forget_ready(ready_file)
        wired.release.close()


def _run(wired: Wired, settings: Settings, systemd: sdnotify.SystemdNotifier, ready_file: Path) -> int:
    core = wired.core
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: core.stop())
    _log.info("terminal %s starts with %s", settings.terminal.id, settings.terminal.data_dir)
    for worker in wired.workers:
        worker.start(core.fail)
    try:
        tell_ready(ready_file, settings.terminal.socket)
        systemd.notify("READY=1")
        core.run()
    except (CoreFailed, StoreError, OSError) as err:
        _log.critical("%s", err)
        _mark_damage(err, settings)
        return EXIT_FAILED
    finally:
        systemd.notify("STOPPING=1")
        for worker in wired.workers:
            worker.stop()
        late = [worker.name for worker in wired.workers if not worker.join(STOP_S)]
        if late:
            _log.warning("did not end in time: %s", ", ".join(late))
    return 0


def _mark_damage(err: BaseException, settings: Settings) -> None:
    """Let the next start rebuild a database that was found to be damaged."""
    if isinstance(err, StoreDamaged) or isinstance(err.__cause__, StoreDamaged):
        suspect_mark(Path(settings.terminal.data_dir) / "clock.db").touch()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m terminal", description="The core of the clock.")
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="the settings, in TOML")
    parser.add_argument("--verbose", action="store_true", help="log every step")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
