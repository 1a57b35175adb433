"""The sensor on its cable: bytes at the pace of the baud rate, one command after the other, faults on the way out.

A pty carries bytes at once; so each packet is held back until its last byte would have passed a real wire.
"""

import asyncio
import random

from drivers.fingerprint.emulator.cable import Cable
from drivers.fingerprint.emulator.codec import ACKNOWLEDGE, COMMAND, DATA, END_OF_DATA, Heard, Listener, frame
from drivers.fingerprint.emulator.faults import Kind, Where
from drivers.fingerprint.emulator.ledger import Cost, Ledger
from drivers.fingerprint.emulator.sensor import not_understood, perform
from drivers.fingerprint.emulator.state import Reply, State, Then
from drivers.fingerprint.emulator.storing import take_data

_BITS_PER_BYTE = 10
_NOISE_BYTES = 24


class Wire:
    """Runs one sensor on one cable. All methods belong to the event loop's thread."""

    def __init__(self, state: State, cable: Cable, ledger: Ledger, time_scale: float) -> None:
        """Prepare; `power_up` brings it to life."""
        self.state = state
        self._cable = cable
        self._ledger = ledger
        self.time_scale = time_scale
        self._loop = asyncio.get_running_loop()
        self._listener = Listener()
        self._heard: asyncio.Queue[tuple[Heard, float]] = asyncio.Queue()
        self._wire_free_at = 0.0  # when the host's last byte will have arrived
        self._busy_until = 0.0  # when the last answer was out: the sensor does one thing at a time
        self._ready_at = 0.0
        self._baud = state.flash.baud
        self._lives = 0  # counts power-ups: what was asked in the last life is not answered in this one
        self._noise = random.Random(0)  # noqa: S311  repeatable, not secret

    @property
    def baud(self) -> int:
        """The sensor's present speed."""
        return self._baud

    @property
    def listening(self) -> bool:
        """Whether the power-up time is over."""
        return self._loop.time() >= self._ready_at

    def power_up(self) -> None:
        """Plug in, and start the sensor anew: it listens after its power-up time."""
        descriptor = self._cable.plug_in()
        self._loop.add_reader(descriptor, self._on_bytes)
        self.state.power_up()
        self._baud = self.state.flash.baud
        self._listener.reset()
        while not self._heard.empty():
            self._heard.get_nowait()
        self._lives += 1
        self._busy_until = 0.0
        self._ready_at = self._loop.time() + self._scaled(self.state.profile.power_up_s)
        self._loop.call_at(self._ready_at, self._cable.send, self.state.profile.power_up_bytes)

    def pull_out(self) -> None:
        """Unplug the sensor. Idempotent."""
        if self._cable.descriptor is not None:
            self._loop.remove_reader(self._cable.descriptor)
        self._cable.pull_out()

    async def run(self) -> None:
        """Answer commands for ever."""
        while True:
            heard, heard_at = await self._heard.get()
            await self._until(heard_at)
            await self._take(heard, heard_at)

    def _on_bytes(self) -> None:
        """Note what the host sends, and when each packet would be complete on a real wire."""
        received = self._cable.receive()
        now = self._loop.time()
        if not self.listening or self._cable.host_baud() != self._baud:
            return  # not listening yet, or nothing but framing errors
        begins_at = max(now, self._wire_free_at)
        before = self._listener.heard_bytes
        self._wire_free_at = begins_at + self._wire_s(len(received))
        for heard in self._listener.feed(received):
            self._heard.put_nowait((heard, begins_at + self._wire_s(heard.end - before)))

    async def _take(self, heard: Heard, heard_at: float) -> None:
        """Act on one packet."""
        state = self.state
        if heard.address != state.flash.address:
            return
        if heard.kind in {DATA, END_OF_DATA}:
            if heard.intact:
                take_data(state, heard.content, last=heard.kind == END_OF_DATA)
            return
        command = heard.content[0]
        if heard.kind != COMMAND or state.faults.strike(Kind.SILENCE, command):
            return
        reply = perform(state, heard.content) if heard.intact else not_understood(state)
        if reply is not None:
            await self._answer(command, reply, heard_at, len(heard.content) + 11)

    async def _answer(self, command: int, reply: Reply, heard_at: float, heard_bytes: int) -> None:
        """Work as long as the sensor would, then send the answer at the wire's pace."""
        sensor_s = self._scaled(reply.sensor_s)
        late = self.state.faults.strike(Kind.LATE, command)
        begins_at = max(heard_at, self._busy_until) + sensor_s + (late.delay_s if late else 0.0)
        address = self.state.flash.address
        frames = [self._spoilt(frame(ACKNOWLEDGE, bytes([reply.code]) + reply.fields, address), command)]
        frames += _data_frames(reply.data, self.state.flash.packet_bytes, address)
        if self.state.faults.strike(Kind.LOST_ANSWER, command):
            frames = []
        life = self._lives
        await self._until(begins_at)
        sent_bytes = 0
        for raw in frames:
            sent_bytes += len(raw)
            await self._until(begins_at + self._wire_s(sent_bytes))
            if life != self._lives:
                return
            self._cable.send(raw if self._cable.host_baud() == self._baud else self._noise.randbytes(len(raw)))
        answer_s = self._wire_s(sent_bytes)
        self._busy_until = begins_at + answer_s
        wire_s = self._wire_s(heard_bytes) + answer_s
        self._ledger.command(Cost(command, reply.code, heard_at, begins_at + answer_s, sensor_s, wire_s))
        match reply.then:
            case Then.SWITCH_BAUD:
                self._baud = self.state.flash.baud
            case Then.RESTART:
                self.power_up()
            case Then.NOTHING | Then.RECEIVE:
                pass

    def _spoilt(self, raw: bytes, command: int) -> bytes:
        """Let the faults of the wire strike an answer."""
        strike = self.state.faults.strike
        if strike(Kind.BAD_CHECKSUM, command):
            raw = raw[:-1] + bytes([raw[-1] ^ 0x55])
        if strike(Kind.TRUNCATED, command):
            raw = raw[: len(raw) // 2]
        if noise := strike(Kind.NOISE, command):
            bytes_of_noise = self._noise.randbytes(_NOISE_BYTES)
            cut = 0 if noise.where is Where.BEFORE else len(raw) // 2
            raw = raw[:cut] + bytes_of_noise + raw[cut:]
        return raw

    async def _until(self, moment: float) -> None:
        """Wait for a moment of the loop's clock."""
        delay_s = moment - self._loop.time()
        if delay_s > 0:
            await asyncio.sleep(delay_s)

    def _wire_s(self, byte_count: int) -> float:
        """Return how long bytes take on the wire."""
        return self._scaled(byte_count * _BITS_PER_BYTE / self._baud)

    def _scaled(self, duration_s: float) -> float:
        """Return a duration at the emulator's pace."""
        return duration_s * self.time_scale


def _data_frames(data: bytes, packet_bytes: int, address: int) -> list[bytes]:
    """Cut data into packets, the last one marked as the end."""
    starts = range(0, len(data), packet_bytes)
    return [
        frame(END_OF_DATA if start + packet_bytes >= len(data) else DATA, data[start : start + packet_bytes], address)
        for start in starts
    ]
