"""Puts the core together: the only place where concrete drivers and uplinks are chosen."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from drivers.leds.api import Leds
from drivers.network.kernel import KernelLinks
from terminal import causes
from terminal.clocking.rules import Bounds
from terminal.clockwatching import ClockWatching
from terminal.commands import Commands
from terminal.config import Cloud, Sensor, Settings
from terminal.config import Leds as LedSettings
from terminal.core import Core, Place
from terminal.identify.pairing import Pairing
from terminal.identify.sensing import Habits, Sensing
from terminal.identity import DeviceKey, IdentityError, load_or_make
from terminal.ipc import SocketServer
from terminal.keeping import REJECTED_SHOWN
from terminal.messages import CloudState, Waiting
from terminal.network.watching import LinkWatching
from terminal.readiness import forget_ready
from terminal.state import Policy, State
from terminal.store.checking import Checking
from terminal.store.connecting import translated
from terminal.store.opening import Store, open_store
from terminal.store.outbox import OutboxReader
from terminal.store.owning import sole_owner
from terminal.timekeeping import Timekeeper
from terminal.uplinks.cloud.backoff import Backoff
from terminal.uplinks.cloud.client import CloudClient
from terminal.uplinks.cloud.https import Https, Limits
from terminal.uplinks.cloud.syncing import Introducing, Pace, Syncing
from terminal.workers import Worker

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wired:
    """The core with its workers, not yet started, and all that must be released at the end."""

    core: Core
    workers: tuple[Worker, ...]
    release: ExitStack


def wire(settings: Settings, alive: Callable[[], None]) -> Wired:
    """Open the store, choose the drivers, make the workers.

    Raises StoreError, IdentityError, LedError, SensorError, OSError.
    """
    data_dir = Path(settings.terminal.data_dir)
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as err:
        message = f"terminal.data_dir {data_dir}: {err.strerror}; it must be a folder that the core's user may write"
        raise OSError(message) from err
    with ExitStack() as release:
        release.enter_context(sole_owner(data_dir))
        forget_ready(Path(settings.terminal.ready_file))
        key = _key(data_dir)
        timekeeper = Timekeeper(settings.terminal.zone)
        store = open_store(data_dir / "clock.db", settings.terminal.id, key)
        release.callback(store.close)
        leds = _leds(settings.leds)
        release.callback(leds.close)
        with translated():
            state = _first_state(settings, store)
        core = Core(
            state=state,
            store=store,
            leds=leds,
            place=Place(settings.terminal.site, settings.terminal.id, settings.terminal.zone),
            stamp=timekeeper.stamp,
            alive=alive,
        )
        commands = Commands(core.post, timekeeper.stamp)
        server = SocketServer(Path(settings.terminal.socket), release_name(), commands)
        workers: list[Worker] = [server, ClockWatching(core.post, timekeeper), LinkWatching(core.post, KernelLinks())]
        workers.append(Checking(store.path))
        sensing = _sensing(settings.sensor, core, store, key, timekeeper, release) if settings.sensor else None
        syncing = _syncing(settings, settings.cloud, core, store, key, timekeeper) if settings.cloud else None
        workers += [worker for worker in (sensing, syncing) if worker is not None]
        core.attach(workers, server.publish, sensing, syncing)
        return Wired(core, tuple(workers), release.pop_all())


def _key(data_dir: Path) -> DeviceKey:
    """Return the device's key; a store without the key that signed it is not continued with another."""
    path = data_dir / "device.key"
    if not path.exists() and (data_dir / "clock.db").exists():
        message = f"{path} is missing, but clock.db is there: restore the key from the backup, or move clock.db away"
        raise IdentityError(message)
    return load_or_make(path)


def release_name() -> str:
    """Return the version of the installed distribution, or that it runs from its sources."""
    try:
        return version("clock-terminal")
    except PackageNotFoundError:
        return "source"


def _first_state(settings: Settings, store: Store) -> State:
    rules = settings.rules
    sensor = causes.SENSOR_STARTING if settings.sensor else causes.SENSOR_ABSENT
    employees = store.people.employees()
    count, newest = store.clockings.rejected(REJECTED_SHOWN)
    doubt = causes.STORE_DOUBTFUL if store.doubt else None
    return State(
        policy=Policy(
            bounds=Bounds(rules.duplicate_s, rules.shift_max_h * 3_600),
            min_score=settings.sensor.min_score if settings.sensor else 0,
            key_s=rules.key_s,
            accepted_s=rules.accepted_s,
            refused_s=rules.refused_s,
            enrolment_s=rules.enrolment_s,
        ),
        people=employees,
        residents=store.people.residents(),
        leaving=store.people.leaving(),
        last=store.clockings.last_of(store.clockings.everybody()),
        face=Waiting(out_of_order=sensor),
        sensor=sensor,
        storage_note=causes.STORE_SALVAGED if store.salvaged else doubt,
        cloud=CloudState.UNKNOWN if settings.cloud else CloudState.ABSENT,
        undelivered=store.clockings.undelivered(),
        rejected_count=count,
        rejected=newest,
    )


def _leds(settings: LedSettings) -> Leds:
    if settings.driver == "gpio":
        from drivers.leds.gpio import GpioLeds, Pins  # noqa: PLC0415 - RPi.GPIO exists on a board only

        pins = Pins(settings.red, settings.green, settings.blue)
        return GpioLeds(pins, active_low=settings.active_low)
    from drivers.leds.null import NullLeds  # noqa: PLC0415 - beside its alternative

    return NullLeds(Path(settings.trace) if settings.trace else None)


def _sensing(
    settings: Sensor,
    core: Core,
    store: Store,
    key: DeviceKey,
    timekeeper: Timekeeper,
    release: ExitStack,
) -> Sensing:
    from drivers.fingerprint.zfm import ZfmSensor  # noqa: PLC0415 - a clock without a sensor needs no serial port

    wake_line = None
    if settings.wake_pin is not None:
        from drivers.fingerprint.wake import WakeLine  # noqa: PLC0415 - RPi.GPIO exists on a board only

        wake_line = WakeLine(settings.wake_pin)
        release.callback(wake_line.close)
    sensor = ZfmSensor(settings.port, baud=settings.baud, address=settings.address, wake_line=wake_line)
    pairing = Pairing(store.people.template_hashes(), key.sensor_password() if settings.pair else None)
    habits = Habits(settings.security_level, settings.poll_s)
    return Sensing(core.post, sensor, pairing, timekeeper.stamp, habits)


def _syncing(
    settings: Settings,
    cloud: Cloud,
    core: Core,
    store: Store,
    key: DeviceKey,
    timekeeper: Timekeeper,
) -> Syncing:
    https = Https(cloud.url, cloud.ca_file, Limits(cloud.connect_timeout_s, cloud.answer_timeout_s))
    return Syncing(
        core.post,
        CloudClient(https, settings.terminal.id, Path(cloud.token_file)),
        OutboxReader(store.path),
        Introducing(key.public, release_name(), settings.terminal.site),
        Pace(cloud.batch, cloud.poll_s, cloud.connect_timeout_s + cloud.answer_timeout_s),
        Backoff(cloud.retry_first_s, cloud.retry_cap_s),
        timekeeper.stamp,
        store.people.cursor(),
    )
