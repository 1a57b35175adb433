"""One half-duplex conversation with a sensor: a command goes out, its answer comes back by a deadline.

Answers carry no number. A late answer can therefore be told from the right one only by its size; `settle` makes sure
that none is under way any more.
"""

from contextlib import suppress
from time import monotonic

from drivers.fingerprint.api import SensorGarbled, SensorSilent
from drivers.fingerprint.codes import Code, error_for
from drivers.fingerprint.packets import MAX_PAYLOAD_BYTES, Decoder, Packet, PacketKind, encode, frame_bytes
from drivers.fingerprint.patience import Patience, wire_s
from drivers.fingerprint.port import SensorPort

READ_PARAMETERS = 0x0F
# How many bytes a successful answer has, its confirmation code included (R307 and R503 manuals).
_ANSWER_BYTES = {0x03: 3, 0x04: 5, 0x0F: 17, 0x14: 5, 0x1B: 5, 0x1D: 3, 0x1F: 33}
_PARAMETERS_BYTES = _ANSWER_BYTES[READ_PARAMETERS]


class Line:
    """The conversation over one open port. `code` is the confirmation code of the last answer, None without one."""

    def __init__(self, port: SensorPort, address: int, patience: Patience) -> None:
        """Talk to the sensor with this address."""
        self.code: int | None = None
        self._port = port
        self._address = address
        self._patience = patience
        self._decoder = Decoder(address)
        self._command = 0
        self._until = 0.0
        self._call_until = 0.0
        self._wire_free_at = 0.0

    def begin(self, call_s: float) -> None:
        """Start a call: until `call_s` from now its commands must have been answered, whatever their own limits."""
        self._call_until = monotonic() + call_s

    def command(self, payload: bytes, limit_s: float | None = None) -> None:
        """Send a command, after throwing away what came unasked: a late answer is not taken for the next one."""
        self._command = payload[0]
        self.code = None
        frame = encode(PacketKind.COMMAND, payload, self._address)
        expected = frame_bytes(_ANSWER_BYTES.get(self._command, 1))
        own_s = self._patience.answer_limit_s(self._command) if limit_s is None else limit_s
        self._port.drain()
        self._decoder.reset()
        begins_at = max(monotonic(), self._wire_free_at)
        self._until = min(begins_at + own_s + self._wire_s(len(frame) + expected), self._call_until)
        self._port.send(frame, self._until)

    def data(self, kind: PacketKind, payload: bytes) -> None:
        """Send a packet of data. The kernel takes it at once; what follows waits until it has left the wire."""
        frame = encode(kind, payload, self._address)
        self._wire_free_at = max(self._wire_free_at, monotonic()) + self._wire_s(len(frame))
        self._port.send(frame, min(self._wire_free_at + self._patience.other_answer_s, self._call_until))

    def answer(self) -> bytes:
        """Return the payload of the answer to the last command. Raises SensorSilent, SensorGarbled, SensorUnplugged."""
        while True:
            packet = self._packet()
            if packet.kind is PacketKind.ACKNOWLEDGE:
                break
        self.code = packet.payload[0]
        wanted = _ANSWER_BYTES.get(self._command, 1)
        # Errors come with or without the other fields, depending on the model.
        if len(packet.payload) > wanted or (self.code == Code.DONE and len(packet.payload) != wanted):
            message = f"the answer to command 0x{self._command:02X} has {len(packet.payload)} bytes instead of {wanted}"
            raise SensorGarbled(message)
        return packet.payload

    def data_packet(self) -> Packet:
        """Return the next packet of the data that follow an answer."""
        own_s = self._patience.other_answer_s + self._wire_s(frame_bytes(MAX_PAYLOAD_BYTES))
        self._until = min(monotonic() + own_s, self._call_until)
        packet = self._packet()
        if packet.kind not in {PacketKind.DATA, PacketKind.END_OF_DATA}:
            message = "something else came in the middle of a template"
            raise SensorGarbled(message)
        return packet

    def settle(self, limit_s: float | None = None) -> bytes:
        """Wait until the sensor has no answer under way, and return its parameters (command 0F).

        The sensor works in order, and no other answer has the size of this one: whatever comes before it is late. What
        comes right after it answers an earlier try to settle, and is thrown away too. Raises SensorSilent,
        SensorGarbled, and SensorLost when the sensor wants its password first.
        """
        self.command(bytes([READ_PARAMETERS]), self._patience.settle_s if limit_s is None else limit_s)
        while True:
            packet = self._packet(ignore_damage=True)
            if packet.kind is not PacketKind.ACKNOWLEDGE:
                continue
            if len(packet.payload) == _PARAMETERS_BYTES and packet.payload[0] == Code.DONE:
                self.code = Code.DONE
                self._await_quiet()
                return packet.payload
            if packet.payload[0] == Code.PASSWORD_NEEDED:
                self.code = Code.PASSWORD_NEEDED
                raise error_for(Code.PASSWORD_NEEDED)

    def _packet(self, *, ignore_damage: bool = False) -> Packet:
        """Return the next intact packet, skipping noise; once something was damaged, not waiting longer than a gap."""
        heard = False
        while True:
            packet = self._decoder.next()
            if packet is not None:
                return packet
            hurried = self._decoder.started or (self._decoder.damaged and not ignore_damage)
            until = min(self._until, monotonic() + self._gap_s()) if hurried else self._until
            try:
                self._decoder.feed(self._port.receive(until))
                heard = True
            except SensorSilent as silent:
                if self._decoder.started and monotonic() < self._until:
                    self._decoder.abandon()  # cut short; the true packet may hide behind a header made of noise
                elif heard or self._decoder.damaged:
                    message = "the sensor's answer was damaged: check the wiring, the baud rate and for interference"
                    raise SensorGarbled(message) from silent
                else:
                    raise

    def _await_quiet(self) -> None:
        """Throw away what still comes in one go."""
        give_up_at = min(monotonic() + self._patience.settle_s, self._call_until)
        with suppress(SensorSilent):
            while monotonic() < give_up_at:
                self._port.receive(min(monotonic() + self._patience.quiet_s, give_up_at))

    def _gap_s(self) -> float:
        """Return the longest pause between two bytes of a packet."""
        return self._patience.gap_s + self._wire_s(1)

    def _wire_s(self, byte_count: int) -> float:
        """Return the time of bytes on the wire at the port's speed."""
        return wire_s(byte_count, self._port.baudrate)
