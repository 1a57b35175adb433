"""The whole clock on one machine: emulated sensor, reference cloud, core and screen, each a real process."""

import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from terminal.identify.sensing import LIFTED_AFTER
from tests.rig.cloud import CloudProcess
from tests.rig.display import Display
from tests.rig.emulator import EmulatorProcess
from tests.rig.listener import Listener
from tests.rig.program import Program
from tests.rig.screen import Screen
from tests.rig.waiting import until

TERMINAL = "T-0001"
_NO_FINGER = 0x02  # confirmation code of a capture without a finger


@dataclass(frozen=True, slots=True)
class Shape:
    """How a rig is built."""

    profile: str = "r503"
    time_scale: float = 1.0  # of the sensor's own times
    sensor_port: str | None = None  # a real sensor instead of the emulated one
    cloud: bool = True
    site: str = "Leeds · Gate 2"
    zone: str = "Europe/London"
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)  # over the rig's own, by table


class Rig:
    """Lives in `folder`, which keeps database, library, cloud and logs from one start to the next."""

    def __init__(self, folder: Path, shape: Shape = Shape()) -> None:
        """Prepare; nothing runs yet."""
        self.folder = folder
        self.shape = shape
        folder.mkdir(parents=True, exist_ok=True)
        self.socket = folder / "core.sock"
        self.ready_file = folder / "ready.json"
        self.config_file = folder / "core.toml"
        self.light_trace = folder / "lights.jsonl"
        self.database = folder / "data" / "clock.db"
        self.emulator = EmulatorProcess(folder, shape.profile, time_scale=shape.time_scale)
        self.cloud = CloudProcess(folder / "cloud")
        self.core = Program("terminal", ("--config", str(self.config_file)), folder / "core.log")
        self._running = ExitStack()

    def __enter__(self) -> Self:
        """Start sensor and cloud, then the core, and wait until it is ready."""
        if self.shape.sensor_port is None:
            self._running.enter_context(self.emulator)
        if self.shape.cloud:
            self._running.callback(self.cloud.stop)
            self.cloud.start()
        self._running.callback(self.core.stop)
        self.start_core()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End everything that was started, last first."""
        self._running.close()

    def start_core(self) -> None:
        """Write the settings and start the core, or start it again."""
        self.config_file.write_text(settings_text(self.settings()), encoding="utf-8")
        self.core.start().until_ready(self.ready_file)

    def open_screen(
        self,
        display: Display,
        size: tuple[int, int] = (800, 480),
        position: tuple[int, int] = (0, 0),
        options: tuple[str, ...] = (),
    ) -> Screen:
        """Open the clock's window on a display; it is closed with the rig."""
        screen = Screen(self.socket, self.folder, display, size=size, position=position, options=options)
        self._running.callback(screen.stop)
        return screen.start()

    def until_glass_seen_empty(self) -> None:
        """Wait until the core has looked at the empty glass often enough for the next finger to count."""

        def seen_empty() -> bool:
            presses = self.emulator.control.timings()
            answers = [command["code"] for command in presses[-1]["commands"][-LIFTED_AFTER:]] if presses else []
            return not presses or answers == [_NO_FINGER] * LIFTED_AFTER

        until("the core has seen the empty glass", seen_empty)

    def listen(self) -> Listener:
        """Connect a client to the core; it is closed with the rig."""
        listener = Listener(self.socket)
        self._running.callback(listener.close)
        return listener

    def settings(self) -> dict[str, dict[str, Any]]:
        """Return the core's settings."""
        tables: dict[str, dict[str, Any]] = {
            "terminal": {
                "id": TERMINAL,
                "site": self.shape.site,
                "zone": self.shape.zone,
                "data_dir": str(self.database.parent),
                "socket": str(self.socket),
                "ready_file": str(self.ready_file),
            },
            "leds": {"driver": "null", "trace": str(self.light_trace)},
            "sensor": {"port": str(self.emulator.link)},
            "rules": {},
        }
        if self.shape.sensor_port is not None:
            # Not paired: a password that only this folder knows would lock somebody's sensor when it is deleted.
            tables["sensor"] = {"port": self.shape.sensor_port, "pair": False}
        if self.shape.cloud:
            tables["cloud"] = {
                "url": self.cloud.url,
                "token_file": str(self.cloud.token_file),
                "ca_file": str(self.cloud.ca_file),
                "poll_s": 1.0,
                "retry_first_s": 0.2,
                "retry_cap_s": 2.0,
            }
        for table, changes in self.shape.settings.items():
            tables.setdefault(table, {}).update(changes)
        return tables


def settings_text(tables: dict[str, dict[str, Any]]) -> str:
    """Write settings as TOML."""
    lines = []
    for table, values in tables.items():
        lines.append(f"[{table}]")
        lines += [f"{key} = {_toml(value)}" for key, value in values.items()]
    return os.linesep.join(lines) + os.linesep


def _toml(value: Any) -> str:  # noqa: ANN401 - any plain value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value)
