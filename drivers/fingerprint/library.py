"""pyfingerprint 1.5 over our own line: the one place that knows the library's inside.

The library builds the commands and reads their answers. Its way to the port is replaced, because there a silent sensor
blocks for ever, noise is never skipped, foreign addresses are accepted, and every byte costs a system call. It says
every failure with a bare Exception; `call` turns those into the errors of the port's API.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from pyfingerprint.pyfingerprint import PyFingerprint

from drivers.fingerprint.api import SensorError, SensorGarbled
from drivers.fingerprint.codes import Code, error_for
from drivers.fingerprint.line import Line
from drivers.fingerprint.packets import PacketKind

T = TypeVar("T")
# Its own failures, and what it stumbles over when an answer is too short or a parameter absurd.
_LIBRARY_FAILURES = (Exception, IndexError, KeyError, ValueError)
MAX_TEMPLATE_BYTES = 4096  # no sensor of the family has larger ones; data without an end stop here


class Library(PyFingerprint):  # type: ignore[misc]
    """The library on one line. Its own constructor is not called: it would open a second port on the device."""

    def __init__(self, line: Line, address: int, password: int) -> None:
        """Speak over a line that is open."""
        self._line = line
        self._data_bytes = 0
        # The library's private names; `__serial` stays None, so that its destructor closes nothing.
        self._PyFingerprint__address = address
        self._PyFingerprint__password = password

    @property
    def password(self) -> int:
        """The password that `verifyPassword` shows to the sensor."""
        return int(self._PyFingerprint__password)

    @password.setter
    def password(self, password: int) -> None:
        self._PyFingerprint__password = password

    def call(self, command: Callable[..., T], *arguments: object) -> T:
        """Run one of the library's commands and raise the API's errors in place of its own."""
        self._line.code = None
        try:
            return command(*arguments)
        except SensorError:
            raise
        except Exception as err:
            if type(err) not in _LIBRARY_FAILURES:
                raise
            code = self._line.code
            if code is None or code == Code.DONE:
                message = f"the sensor's answer makes no sense ({err})"
                raise SensorGarbled(message) from err
            raise error_for(code) from err

    def _PyFingerprint__writePacket(self, kind: int, payload: Sequence[int]) -> None:  # noqa: N802
        """Stand in for the library's byte-wise write."""
        if kind == PacketKind.COMMAND:
            self._data_bytes = 0
            self._line.command(bytes(payload))
        else:
            self._line.data(PacketKind(kind), bytes(payload))

    def _PyFingerprint__readPacket(self) -> tuple[int, Sequence[int]]:  # noqa: N802
        """Stand in for the library's endless read: the answer first, then the data that follow it."""
        if self._line.code is None:
            return PacketKind.ACKNOWLEDGE, self._line.answer()
        packet = self._line.data_packet()
        self._data_bytes += len(packet.payload)
        if self._data_bytes > MAX_TEMPLATE_BYTES:
            message = f"the sensor sends more than {MAX_TEMPLATE_BYTES} bytes for one template"
            raise SensorGarbled(message)
        return packet.kind, packet.payload
