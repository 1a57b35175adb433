"""A sensor behind each test: the emulator over a pty, or with --device a real one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.fingerprint.patience import Patience
from drivers.fingerprint.zfm import ZfmSensor
from tests.rig.emulator import EmulatorProcess

from .timing import await_that

PROFILES = ("r307", "r503")
# Where the models do not differ, one of them is enough.
ONE_MODEL = pytest.mark.parametrize("profile", ["r503"], indirect=True)
_TIME_SCALE = 0.05


class Bench:
    """One emulated sensor, factory-new for each test."""

    def __init__(self, process: EmulatorProcess, folder: Path) -> None:
        """Work on a running emulator; keep the libraries of the sensors in a folder."""
        self.control = process.control
        self.port = str(process.link)
        self.socket = process.socket
        self.wake_file = process.wake_file
        self._folder = folder
        self._sensors = 0

    def new_library(self) -> Path:
        """Return where the library of one more sensor may lie."""
        self._sensors += 1
        return self._folder / f"sensor-{self._sensors}.json"

    def reset(self, profile: str) -> None:
        """Put in a factory-new sensor, take the finger away and end all faults."""
        self.control.clear()
        self.control.lift()
        self.control.pace(_TIME_SCALE)
        self.control.replug()
        self.control.swap(self.new_library(), profile)
        self.control.timings(reset=True)
        await_that(lambda: bool(self.control.status()["listening"]))


@pytest.fixture(scope="session")
def device(request: pytest.FixtureRequest) -> str | None:
    """Return the serial port of a real sensor, None to use the emulator."""
    port: str | None = request.config.getoption("--device", default=None)
    return port


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, device: str | None) -> Iterator[Bench | None]:
    """Run one emulator for all tests; none when they run on hardware."""
    if device is not None:
        yield None
        return
    folder = tmp_path_factory.mktemp("emulator")
    with EmulatorProcess(folder, time_scale=_TIME_SCALE) as process:
        yield Bench(process, folder)


@pytest.fixture(params=PROFILES)
def profile(request: pytest.FixtureRequest, device: str | None) -> str:
    """Name the model, each in turn; on hardware the test runs once."""
    name = str(request.param)
    if device is not None and name != PROFILES[-1]:
        pytest.skip(f"{device} is one sensor: the test has run on it already")
    return name


@pytest.fixture
def port(running: Bench | None, profile: str, device: str | None) -> str:
    """Return the serial port, with a factory-new sensor of the model behind it if it is emulated."""
    if running is None:
        assert device is not None
        return device
    running.reset(profile)
    return running.port


@pytest.fixture
def bench(running: Bench | None, port: str) -> Bench:
    """Return the emulator behind the port."""
    if running is None:
        pytest.skip(f"{port} is real: this test scripts the finger, the faults or the library of the emulator")
    return running


@pytest.fixture
def closed_sensor(port: str, profile: str, device: str | None) -> Iterator[ZfmSensor]:
    """Return the driver, not yet open."""
    patience = Patience()
    if device is None:
        patience = replace(patience, quiet_s=0.02)  # the emulator does not pause between answers
    if device is None and profile == "r307":
        # It has no ring and never answers: waiting long for that at each opening proves nothing.
        patience = replace(patience, answer_s={**patience.answer_s, 0x35: 0.02})
    sensor = ZfmSensor(port, patience=patience)
    yield sensor
    sensor.close()


@pytest.fixture
def sensor(closed_sensor: ZfmSensor) -> ZfmSensor:
    """Return the driver, open."""
    closed_sensor.open()
    return closed_sensor


@pytest.fixture
def real_time(tmp_path: Path, device: str | None) -> Iterator[tuple[EmulatorProcess, ZfmSensor]]:
    """Return an emulator at the pace of a real sensor, and the driver on it."""
    if device is not None:
        pytest.skip("about the emulator's pace, not the device's")
    with EmulatorProcess(tmp_path) as emulator:
        sensor = ZfmSensor(str(emulator.link))
        sensor.open()
        yield emulator, sensor
        sensor.close()
