"""What the sensor keeps in its flash: security level, speed, password; and how terminal and sensor stay paired."""

from collections.abc import Iterator

import pytest

from drivers.fingerprint.api import SensorGarbled, SensorLocked
from drivers.fingerprint.zfm import ZfmSensor
from tests.rig.emulator import EmulatorProcess

from .conftest import ONE_MODEL, Bench
from .timing import within


@pytest.fixture
def restored(sensor: ZfmSensor) -> Iterator[ZfmSensor]:
    """Return the open sensor; give a real one its speed and level back afterwards."""
    before = sensor.open()
    yield sensor
    sensor.set_baud(before.baud)
    sensor.set_security_level(before.security_level)


def test_the_security_level_is_kept(restored: ZfmSensor) -> None:
    restored.set_security_level(5)
    assert restored.open().security_level == 5


@ONE_MODEL
@pytest.mark.parametrize("level", [0, 6])
def test_a_security_level_that_does_not_exist_is_refused(sensor: ZfmSensor, level: int) -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        sensor.set_security_level(level)


@pytest.mark.parametrize("baud", [9_600, 28_800, 115_200])
def test_the_speed_is_switched_at_both_ends_and_kept(restored: ZfmSensor, baud: int) -> None:
    with within(2.0):
        restored.set_baud(baud)
    assert restored.capture() is False
    assert restored.open().baud == baud


@ONE_MODEL
@pytest.mark.parametrize("baud", [0, 4_800, 57_601, 230_400])
def test_a_speed_that_does_not_exist_is_refused(sensor: ZfmSensor, baud: int) -> None:
    with pytest.raises(ValueError, match="baud"):
        sensor.set_baud(baud)


@ONE_MODEL
def test_a_speed_that_the_sensor_does_not_take_up_is_given_up(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.fault("silence", command=0x0E)
    with within(2.0), pytest.raises(SensorGarbled, match="stays at 57600"):
        sensor.set_baud(115_200)
    assert sensor.capture() is False
    assert sensor.open().baud == 57_600


@ONE_MODEL
@pytest.mark.parametrize("baud", [9_600, 115_200])
def test_a_sensor_at_another_speed_is_found(bench: Bench, sensor: ZfmSensor, baud: int) -> None:
    sensor.set_baud(baud)
    sensor.close()
    newcomer = ZfmSensor(bench.port)
    with within(2.0):
        assert newcomer.open().baud == baud
    newcomer.close()


def test_the_password_locks_other_terminals_out_and_lets_this_one_in(bench: Bench, sensor: ZfmSensor) -> None:
    sensor.set_password(0xC0FFEE42)
    bench.control.unplug()
    bench.control.replug()
    sensor.open(0xC0FFEE42)
    assert sensor.capture() is False
    sensor.close()
    bench.control.unplug()
    bench.control.replug()
    stranger = ZfmSensor(bench.port)
    with within(2.0), pytest.raises(SensorLocked):
        stranger.open()
    with pytest.raises(SensorLocked):
        stranger.open()
    sensor.open(0xC0FFEE42)
    sensor.set_password(0)


@ONE_MODEL
def test_a_password_whose_answer_was_lost_is_looked_into(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.fault("lost_answer", command=0x12, count=1)
    sensor.set_password(42)
    sensor.open(42)
    bench.control.fault("silence", command=0x12, count=1)
    with pytest.raises(TimeoutError):
        sensor.set_password(43)
    sensor.open(42)
    sensor.set_password(0)


@ONE_MODEL
def test_a_password_that_could_not_be_proved_is_found_by_trying_both(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.fault("silence", command=0x13)
    with within(2.0), pytest.raises(TimeoutError):
        sensor.set_password(42)
    bench.control.clear()
    bench.control.restart()
    with pytest.raises(SensorLocked):
        sensor.open(0)
    sensor.open(42)
    assert sensor.capture() is False
    sensor.set_password(0)


@ONE_MODEL
def test_a_swapped_sensor_shows_by_its_password(bench: Bench, sensor: ZfmSensor) -> None:
    sensor.set_password(0xC0FFEE42)
    bench.control.swap(bench.new_library())
    with pytest.raises(SensorLocked):
        sensor.open(0xC0FFEE42)


def test_a_swapped_sensor_shows_by_its_templates(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.enrol(finger=7, slot=3, count=2)
    paired = sensor.pairing(frozenset({3, 90}))
    assert paired.slots == {3, 4}
    assert set(paired.template_hashes) == {3}
    assert sensor.pairing(frozenset({3})) == paired
    bench.control.swap(bench.new_library())
    bench.control.enrol(finger=8, slot=3, count=2)
    sensor.open()
    other = sensor.pairing(frozenset({3}))
    assert other.slots == paired.slots
    assert other.template_hashes != paired.template_hashes


def test_a_sensor_that_was_swapped_for_another_model_is_used_as_what_it_is(
    bench: Bench, sensor: ZfmSensor, profile: str
) -> None:
    assert sensor.capture() is False
    bench.control.swap(bench.new_library(), "r307" if profile == "r503" else "r503")
    assert sensor.open().capacity == (1000 if profile == "r503" else 200)


def test_the_emulator_keeps_its_library_over_a_restart(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("kept")
    with EmulatorProcess(folder, time_scale=0.05) as emulator:
        sensor = ZfmSensor(str(emulator.link))
        sensor.open()
        emulator.control.enrol(finger=7, slot=3)
        sensor.set_baud(115_200)
        sensor.close()
        assert emulator.link.is_symlink()
    assert not emulator.link.is_symlink()
    assert not emulator.socket.exists()
    with EmulatorProcess(folder, time_scale=0.05) as emulator:
        sensor = ZfmSensor(str(emulator.link), baud=115_200)
        assert sensor.open().baud == 115_200
        assert sensor.slots() == {3}
        sensor.close()
