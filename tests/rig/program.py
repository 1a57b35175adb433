"""A program under test: started with its output in a file, ended by its own process id."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from tests.rig.waiting import until

ROOT = Path(__file__).resolve().parents[2]
END_S = 10.0


class Program:
    """One process of `python -m MODULE`. Restarting appends to the same log."""

    def __init__(
        self,
        module: str,
        arguments: Sequence[str],
        log: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare; `start` starts."""
        self._command = (sys.executable, "-m", module, *arguments)
        self._module = module
        self.log = log
        self._environment = {**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})}
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Tell whether the process lives."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> "Program":
        """Start the process; it may not be ready yet."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT, env=self._environment
            )
        return self

    def until_ready(self, ready_file: Path, limit_s: float = 30.0) -> dict[str, Any]:
        """Wait until the program has written its ready file, and return what it says."""

        def read() -> dict[str, Any] | None:
            if not self.running:
                message = f"{self._module} ended with status {self.status()}:\n{self.last_words()}"
                raise AssertionError(message)
            try:
                facts: dict[str, Any] = json.loads(ready_file.read_text())
            except FileNotFoundError:
                return None
            return facts if self.process is not None and facts["pid"] == self.process.pid else None

        return until(f"{self._module} is ready", read, limit_s)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, if it lives."""
        if self.process is not None and self.running:
            self.process.send_signal(number)

    def kill(self) -> None:
        """End it at once (SIGKILL), as a power cut would, and wait for the end."""
        self.signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait(END_S)

    def stop(self) -> int | None:
        """Ask it to end (SIGTERM), kill it if it does not, and return the status."""
        self.signal(signal.SIGTERM)
        if self.process is not None:
            try:
                self.process.wait(END_S)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.status()

    def status(self) -> int | None:
        """Return the exit status, or None while it lives."""
        return self.process.poll() if self.process is not None else None

    def measured(self) -> psutil.Process:
        """Return the handle that tells memory and CPU time."""
        assert self.process is not None
        return psutil.Process(self.process.pid)

    def last_words(self) -> str:
        """Return the end of the log."""
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else "(no log)"
