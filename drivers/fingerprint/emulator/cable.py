"""The cable: a pty behind a symlink that stands for the serial device, with a speed at each end."""

import contextlib
import fcntl
import os
import struct
import tty
from pathlib import Path

_TCGETS2 = 0x802C542A  # as in asm-generic/ioctls.h: arm, arm64, x86
_TERMIOS2 = struct.Struct("4IB19s2I")  # as in asm-generic/termbits.h


class Cable:
    """Plugged in or not. The path of the pty changes with each plugging in; the link is replaced atomically."""

    def __init__(self, link: Path) -> None:
        """Prepare a cable that is not plugged in."""
        self._link = link
        self._master: int | None = None
        self._slave: int | None = None
        self._last_name = ""

    @property
    def descriptor(self) -> int | None:
        """The sensor's end, None while unplugged."""
        return self._master

    @property
    def device(self) -> str | None:
        """The host's end, None while unplugged."""
        return None if self._slave is None else os.ttyname(self._slave)

    def plug_in(self) -> int:
        """Make the device and link to it; return the sensor's end. Idempotent."""
        if self._master is not None:
            return self._master
        master, slave = os.openpty()
        if os.ttyname(slave) == self._last_name:
            # The kernel hands out the lowest free number: take the next one, as a re-plugged USB adapter would.
            first = (master, slave)
            master, slave = os.openpty()
            for descriptor in first:
                os.close(descriptor)
        tty.setraw(slave)
        os.set_blocking(master, False)
        self._master, self._slave, self._last_name = master, slave, os.ttyname(slave)
        draft = self._link.with_name(f"{self._link.name}.{os.getpid()}")
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
        draft.symlink_to(self._last_name)
        draft.replace(self._link)
        return master

    def pull_out(self) -> None:
        """Remove link and device: the host sees a hang-up. Idempotent."""
        if self._master is None or self._slave is None:
            return
        with contextlib.suppress(FileNotFoundError):
            self._link.unlink()
        # The sensor keeps the host's end open too, else its own end would fail whenever no host is there.
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = None

    def host_baud(self) -> int:
        """Return the speed that the host has set, 0 while unplugged."""
        if self._master is None:
            return 0
        # tcgetattr knows only the classic speeds; 28,800 or 86,400 are not among them.
        raw = fcntl.ioctl(self._master, _TCGETS2, bytes(_TERMIOS2.size))
        return int(_TERMIOS2.unpack(raw)[7])

    def receive(self) -> bytes:
        """Return what the host has written."""
        if self._master is None:
            return b""
        with contextlib.suppress(BlockingIOError):
            return os.read(self._master, 65_536)
        return b""

    def send(self, raw: bytes) -> None:
        """Hand bytes to the host. What it does not fetch in time is lost, as on a UART."""
        if self._master is not None and raw:
            with contextlib.suppress(BlockingIOError):
                os.write(self._master, raw)
