"""A simulated gpiochip of the kernel (gpio-sim), for the real rpi-lgpio to drive.

Source: the kernel's documentation, admin-guide/gpio/gpio-sim.
"""

import importlib.util
import os
from pathlib import Path

_CONFIG = Path("/sys/kernel/config/gpio-sim")
LINES = 28


def why_not() -> str | None:
    """Say why no chip can be simulated here; None when one can."""
    if not _CONFIG.is_dir():
        return f"the kernel offers no gpio-sim: {_CONFIG} is not there (modprobe gpio-sim, mount configfs)"
    if not os.access(_CONFIG, os.W_OK):
        return f"{_CONFIG} cannot be written by this user; run as root"
    if importlib.util.find_spec("lgpio") is None or importlib.util.find_spec("RPi") is None:
        return "rpi-lgpio, which provides RPi.GPIO over gpiochip, is not installed"
    return None


class GpioSim:
    """One simulated chip with the 28 lines of a Pi."""

    def __init__(self) -> None:
        self._device = _CONFIG / f"clock-{os.getpid()}"
        bank = self._device / "bank0"
        bank.mkdir(parents=True)
        (bank / "num_lines").write_text(str(LINES), encoding="ascii")
        (self._device / "live").write_text("1", encoding="ascii")
        self.chip = (bank / "chip_name").read_text(encoding="ascii").strip()
        name = (self._device / "dev_name").read_text(encoding="ascii").strip()
        self._lines = Path("/sys/devices/platform") / name / self.chip

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that lead rpi-lgpio to this chip: its number, and the revision of a Pi 4."""
        return {"RPI_LGPIO_CHIP": self.chip.removeprefix("gpiochip"), "RPI_LGPIO_REVISION": "c03114"}

    def level(self, line: int) -> int:
        """Return what a line carries."""
        return int((self._lines / f"sim_gpio{line}" / "value").read_text(encoding="ascii"))

    def close(self) -> None:
        """Take the chip away."""
        (self._device / "live").write_text("0", encoding="ascii")
        (self._device / "bank0").rmdir()
        self._device.rmdir()
