"""The emulator itself: its pace, its orders, its manners as a process."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import termios
import tty
from pathlib import Path
from time import monotonic

import pytest

from drivers.fingerprint.api import CharBuffer
from drivers.fingerprint.emulator.codec import ACKNOWLEDGE, COMMAND, END_OF_DATA, Heard, Listener, frame
from drivers.fingerprint.emulator.control import Control, EmulatorRefused
from drivers.fingerprint.emulator.profiles import R503
from drivers.fingerprint.zfm import ZfmSensor
from tests.rig.emulator import EmulatorProcess

from .conftest import ONE_MODEL, Bench
from .timing import await_that

_ADDRESS = 0xFFFFFFFF


def set_speed(descriptor: int) -> None:
    """Make a port raw, at the speed of a factory-new sensor."""
    tty.setraw(descriptor)
    attributes = termios.tcgetattr(descriptor)
    attributes[4] = attributes[5] = termios.B57600
    termios.tcsetattr(descriptor, termios.TCSANOW, attributes)


def say(port: str, command: bytes, until_s: float = 0.15) -> tuple[list[Heard], bytes]:
    """Send a raw command and return the packets and bytes that come back until the line is quiet or data have ended."""
    descriptor = os.open(port, os.O_RDWR | os.O_NOCTTY)
    try:
        set_speed(descriptor)
        os.write(descriptor, frame(COMMAND, command, _ADDRESS))
        listener, raw, heard = Listener(), b"", list[Heard]()
        while select.select([descriptor], [], [], until_s)[0]:
            received = os.read(descriptor, 65_536)
            raw += received
            heard += listener.feed(received)
            if heard and heard[-1].kind == END_OF_DATA:
                break
        return heard, raw
    finally:
        os.close(descriptor)


def test_the_emulator_takes_the_time_that_it_says(real_time: tuple[EmulatorProcess, ZfmSensor]) -> None:
    emulator, sensor = real_time
    own_s = R503.empty_image_s + 24 * 10 / 57_600
    overshoots = []
    for _ in range(15):
        begun_at = monotonic()
        assert sensor.capture() is False
        overshoots.append(monotonic() - begun_at - own_s)
    # Never early; and late only by the driver's share and by what else the machine does, which the best of many lacks.
    assert 0 <= min(overshoots) < 0.002
    assert emulator.control.timings() == []


def test_a_press_is_accounted_for(real_time: tuple[EmulatorProcess, ZfmSensor]) -> None:
    emulator, sensor = real_time
    emulator.control.enrol(finger=7, slot=3)
    down_at = emulator.control.press(7)
    while not sensor.capture():
        pass
    sensor.convert(CharBuffer.ONE)
    assert sensor.identify() is not None
    done_at = monotonic()
    emulator.control.lift()
    (press,) = emulator.control.timings(reset=True)
    assert press["down_at"] == down_at
    assert [cost["command"] for cost in press["commands"]] == [0x01, 0x02, 0x1B]
    assert press["sensor_s"] == pytest.approx(R503.image_s + R503.convert_s + R503.search_time_s(1))
    assert press["wire_s"] == pytest.approx((12 + 12 + 13 + 12 + 17 + 16) * 10 / 57_600)
    assert press["down_at"] + press["sensor_s"] + press["wire_s"] <= done_at
    assert press["searched_at"] <= done_at <= press["lifted_at"]
    assert emulator.control.timings() == []


@ONE_MODEL
def test_a_tap_lifts_by_itself(bench: Bench) -> None:
    bench.control.tap(7, hold_s=0.05)
    assert bench.control.status()["finger"] == 7
    await_that(lambda: bench.control.status()["finger"] is None)


@ONE_MODEL
@pytest.mark.parametrize(
    "order",
    [
        {"do": "dance"},
        {"do": "press"},
        {"do": "press", "finger": "seven"},
        {"do": "press", "finger": 7, "quality": "sticky"},
        {"do": "tap", "finger": 7},
        {"do": "fault", "kind": "gremlin"},
        {"do": "fault", "kind": "silence", "seconds": -1},
        {"do": "enrol", "finger": 7, "slot": 200},
        {"do": "swap"},
        {"do": "swap", "library": "/dev/null/x"},
    ],
)
def test_an_order_that_cannot_be_carried_out_says_why(bench: Bench, order: dict[str, object]) -> None:
    with pytest.raises(EmulatorRefused, match=r".{20}"):
        bench.control.tell(str(order["do"]), **{name: value for name, value in order.items() if name != "do"})


@ONE_MODEL
def test_a_second_finger_waits_for_the_first_to_lift(bench: Bench) -> None:
    bench.control.press(7)
    with pytest.raises(EmulatorRefused, match="lift it first"):
        bench.control.press(8)


@ONE_MODEL
@pytest.mark.parametrize("line", [b"no json\n", b"[1]\n"])
def test_a_line_that_is_no_order_is_answered(bench: Bench, line: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(5.0)
        client.connect(str(bench.socket))
        client.sendall(line)
        assert json.loads(client.makefile("rb").readline())["ok"] is False


@ONE_MODEL
def test_orders_can_be_given_from_the_command_line(bench: Bench) -> None:
    def tell(*words: str) -> tuple[int, dict[str, object]]:
        command = [sys.executable, "-m", "drivers.fingerprint.emulator.tell", str(bench.socket), *words]
        ran = subprocess.run(command, capture_output=True, timeout=20, check=False)
        return ran.returncode, json.loads(ran.stdout)

    code, answer = tell("press", "finger=7", "quality=dry")
    assert (code, answer["ok"]) == (0, True)
    assert bench.control.status()["quality"] == "dry"
    code, answer = tell("press", "finger=8")
    assert (code, answer["ok"]) == (1, False)


@ONE_MODEL
def test_a_fault_ends_by_time_and_by_count(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.fault("bad_checksum", seconds=0.05)
    bench.control.fault("noise", count=1)
    assert bench.control.status()["faults"] == ["bad_checksum", "noise"]
    await_that(lambda: bench.control.status()["faults"] == ["noise"])
    assert sensor.capture() is False
    assert bench.control.status()["faults"] == []


def test_commands_that_a_model_lacks_are_answered_as_it_does(bench: Bench, profile: str) -> None:
    heard, _ = say(bench.port, b"\x53")
    assert [packet.content for packet in heard] == ([b"\x55"] if profile == "r503" else [])
    heard, _ = say(bench.port, b"\xaa", until_s=0.2)
    assert [packet.content for packet in heard] == ([b"\xfc"] if profile == "r503" else [])


def test_a_damaged_command_is_refused_and_a_foreign_one_ignored(bench: Bench) -> None:
    descriptor = os.open(bench.port, os.O_RDWR | os.O_NOCTTY)
    try:
        set_speed(descriptor)
        good = frame(COMMAND, b"\x1d", _ADDRESS)
        os.write(descriptor, frame(COMMAND, b"\x1d", 1) + good[:-1] + b"\x00")
        assert select.select([descriptor], [], [], 2.0)[0]
        assert os.read(descriptor, 100) == frame(ACKNOWLEDGE, b"\x01", _ADDRESS)
    finally:
        os.close(descriptor)


@ONE_MODEL
def test_a_restart_says_that_it_is_ready(bench: Bench) -> None:
    heard, raw = say(bench.port, b"\x3d")
    assert [packet.content for packet in heard] == [b"\x00"]
    assert raw.endswith(b"\x55")


def test_an_image_is_sent_whole(bench: Bench, sensor: ZfmSensor, profile: str) -> None:
    bench.control.press(7)
    assert sensor.capture() is True
    sensor.close()
    heard, _ = say(bench.port, b"\x0a")
    assert sum(len(packet.content) for packet in heard[1:]) == (18_432 if profile == "r503" else 36_864)


def test_random_numbers_differ(bench: Bench) -> None:
    first, second = (say(bench.port, b"\x14", until_s=0.2)[0][0].content for _ in range(2))
    assert len(first) == 5
    assert first != second


def test_several_emulators_run_side_by_side_and_leave_nothing_behind(tmp_path: Path, device: str | None) -> None:
    if device is not None:
        pytest.skip("about the emulator's process, not the device")
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    with EmulatorProcess(folders[0], "r503") as one, EmulatorProcess(folders[1], "r307") as two:
        assert one.control.status()["profile"] == "r503"
        assert two.control.status()["profile"] == "r307"
        two.program.signal(signal.SIGTERM)
        await_that(lambda: not two.socket.exists())
        assert one.control.status()["plugged_in"] is True
    for folder, library in zip(folders, ("r503.json", "r307.json"), strict=True):
        assert sorted(path.name for path in folder.iterdir()) == ["emulator.log", library, "wake"]


def test_an_emulator_with_a_foreign_library_says_so(tmp_path: Path) -> None:
    (tmp_path / "library").write_text('{"template_bytes": 512}', encoding="ascii")
    command = [sys.executable, "-m", "drivers.fingerprint.emulator", "--profile", "r503"]
    for name in ("library", "link", "control"):
        command += [f"--{name}", str(tmp_path / name)]
    ran = subprocess.run(command, capture_output=True, timeout=20, check=False)
    assert ran.returncode == 2
    assert b"another model" in ran.stderr


def test_nobody_listening_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        Control(tmp_path / "nothing.sock")
