"""A serial port that never waits without a deadline and never takes silence for an answer.

It moves bytes; it does not know packets. A cable that was pulled out of a real UART cannot be told from a sensor that
keeps silent; only a port that vanishes (USB, pty) shows as unplugged.
"""

import errno
import os
import termios
from select import select
from time import monotonic

import serial

from drivers.fingerprint.api import SensorForbidden, SensorSilent, SensorUnplugged

_CHUNK_BYTES = 4096


class SensorPort(serial.Serial):
    """pyserial's port with deadlines. `path` may be a symlink that is re-created: it is followed at each opening."""

    def __init__(self, path: str, baud: int) -> None:
        """Prepare the port without opening it."""
        # timeout 0: the descriptor never blocks, the deadlines are kept here.
        super().__init__(port=None, baudrate=baud, timeout=0, exclusive=True)
        self._path = path

    def open(self) -> None:
        """Open what the path leads to now. Raises SensorUnplugged, SensorForbidden; ours alone until closed."""
        self.port = os.path.realpath(self._path)
        try:
            super().open()
        except (OSError, termios.error) as err:
            if self.is_open:
                self.hang_up()
            if _busy(err) or isinstance(err, PermissionError) or getattr(err, "errno", None) == errno.EACCES:
                message = f"serial port {self._path}: another program uses it, or this user is not of its group ({err})"
                raise SensorForbidden(message) from err
            message = f"serial port {self._path}: not there: check the cable and the configured port ({err})"
            raise SensorUnplugged(message) from err

    def hang_up(self) -> None:
        """Close the port. Idempotent; never raises, also when the device has gone."""
        try:
            self.close()
        except (OSError, termios.error):
            # pyserial marks a port closed only after all of its steps; one that is gone fails before.
            self.is_open = False
            self.fd = None

    def switch_baud(self, baud: int) -> None:
        """Change the speed of the open port. Raises SensorUnplugged."""
        try:
            self.baudrate = baud
        except (OSError, ValueError, termios.error) as err:
            raise self._gone(err) from err

    def send(self, frame: bytes, until: float) -> None:
        """Write all of a frame, in one piece if the kernel takes it. Raises SensorSilent at `until`."""
        rest = frame
        while rest:
            try:
                written = os.write(self._descriptor(), rest)
            except BlockingIOError:
                written = 0
            except OSError as err:
                raise self._gone(err) from err
            rest = rest[written:]
            if rest:
                self._wait(until, writing=True)

    def receive(self, until: float) -> bytes:
        """Return what has arrived, at least one byte. Raises SensorSilent at `until`: empty is never an answer."""
        while True:
            self._wait(until, writing=False)
            try:
                received = os.read(self._descriptor(), _CHUNK_BYTES)
            except BlockingIOError:
                continue
            except OSError as err:
                raise self._gone(err) from err
            if not received:  # readable and yet empty: the other end has gone
                raise self._gone(None)
            return received

    def drain(self) -> None:
        """Throw away what has arrived unasked. Raises SensorUnplugged."""
        try:
            termios.tcflush(self._descriptor(), termios.TCIFLUSH)
        except (OSError, termios.error) as err:
            raise self._gone(err) from err

    def _wait(self, until: float, *, writing: bool) -> None:
        """Wait until the descriptor is ready."""
        descriptor = self._descriptor()
        left_s = until - monotonic()
        if left_s > 0:
            wanted = [descriptor]
            try:
                readable, writable, _ = select(() if writing else wanted, wanted if writing else (), (), left_s)
            except (OSError, ValueError) as err:
                raise self._gone(err) from err
            if readable or writable:
                return
        message = "the sensor did not answer in time: check its power and its wiring"
        raise SensorSilent(message)

    def _descriptor(self) -> int:
        """Return the open descriptor."""
        if self.fd is None:
            raise self._gone(None)
        return self.fd

    def _gone(self, cause: BaseException | None) -> SensorUnplugged:
        """Return the error for a port that has vanished or was never opened."""
        detail = f" ({cause})" if cause else ""
        return SensorUnplugged(f"serial port {self._path} is gone: check the cable, then open it again{detail}")


def _busy(err: BaseException) -> bool:
    """Return whether an opening failed because somebody else holds the port."""
    return "exclusively lock" in str(err) or getattr(err, "errno", None) in {errno.EBUSY, errno.EWOULDBLOCK}
