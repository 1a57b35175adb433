"""backlog_rate_ratio and backlog_memory_growth_mib: how a backlog drains after a long time without a network.

The core, a process with its sensor at work, delivers to the reference cloud, a process that checks and stores every
clocking. Its rate stands over that of a bare loop of `requests` with one session, which posts the same bodies, byte for
byte, with the same headers, reads the answers, and keeps nothing. Each run has a cloud of its own, empty at first, so
that the cloud's work is the same. Both rates begin after the first answer, so neither counts its start or its TLS
handshake; the core's ends when it has committed the last answer.
The growth is the most resident memory that the core has after a tenth was delivered, less what it had then.
"""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import psutil
import requests

from terminal.identity import DeviceKey, load_or_make
from terminal.store.opening import open_store
from tests.bench.dictating import Request, dictated
from tests.bench.figures import Figure
from tests.bench.ground import Ground, say
from tests.bench.history import EMPLOYEES, fill
from tests.bench.sampling import interleaved
from tests.cloud.process import CloudProcess
from tests.rig.rig import TERMINAL, Rig, Shape
from tests.rig.waiting import TooLate

CLOCKINGS, CLOCKINGS_QUICK = 100_000, 10_000
ROUNDS = 2
BATCH = 500  # the default of cloud.batch
DRAIN_S = 180.0
LOOK_S = 0.02
ANSWER_S = 30.0
_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Drain:
    """How the core delivered a backlog."""

    rate: float  # clockings a second
    memory: list[tuple[int, int]]  # undelivered, resident bytes

    def growth_mib(self, backlog: int) -> float:
        """Return the most memory after a tenth was delivered, less what there was then."""
        later = [resident for undelivered, resident in self.memory if undelivered <= 0.9 * backlog]
        return (max(later) - later[0]) / _MIB


class _BacklogRig(Rig):
    """A rig whose core begins with a backlog."""

    def start_core(self) -> None:
        """Name the employees before the core delivers: the cloud refuses clockings of strangers."""
        _name_employees(self.cloud)
        super().start_core()


def measure(ground: Ground) -> Iterator[Figure]:
    """Drain the same backlog through the core and through the bare loop, by turns."""
    backlog = ground.samples(CLOCKINGS, CLOCKINGS_QUICK)
    made = ground.folder / "made"
    key = _make(made, backlog)
    drains: list[Drain] = []
    bare: list[float] = []

    def through_core() -> None:
        drains.append(_drain(ground.folder / f"core-{len(drains)}", made, backlog))

    def through_loop() -> None:
        bare.append(_post(ground.folder / f"loop-{len(bare)}", made, key, backlog))

    for _ in interleaved(ground.samples(ROUNDS, 1), through_core, through_loop):
        say(f"{backlog:,} clockings: the core {drains[-1].rate:,.0f} a second, the bare loop {bare[-1]:,.0f}")
    growth_mib = [drain.growth_mib(backlog) for drain in drains]
    resident = [held / _MIB for _, held in drains[-1].memory]
    say(f"memory of the core while it drains: {min(resident):.1f} to {max(resident):.1f} MiB")
    yield Figure("backlog_rate_ratio", mean(drain.rate for drain in drains) / mean(bare))
    yield Figure("backlog_memory_growth_mib", max(growth_mib))


def _make(folder: Path, backlog: int) -> DeviceKey:
    """Make the data folder of a clock that has long been without a network."""
    begun_at = time.monotonic()
    folder.mkdir()
    key = load_or_make(folder / "device.key")
    store = open_store(folder / "clock.db", TERMINAL, key)
    fill(store, TERMINAL, backlog, lambda _number, text: key.sign(text), delivered=False)
    store.close()
    say(f"a backlog of {backlog:,} was made in {time.monotonic() - begun_at:.0f} s")
    return key


def _drain(folder: Path, made: Path, backlog: int) -> Drain:
    """Let the core deliver the backlog."""
    rig = _BacklogRig(folder, Shape(settings={"cloud": {"batch": BATCH, "poll_s": 60.0}}))
    shutil.copytree(made, rig.database.parent)
    memory: list[tuple[int, int]] = []
    with rig:
        process = rig.core.measured()
        listener = rig.listen()
        deadline = time.monotonic() + DRAIN_S
        while not memory or memory[-1][0] > 0:
            snapshot = listener.newest
            memory.append((snapshot.strip.undelivered if snapshot else backlog, _resident(process)))
            if time.monotonic() > deadline:
                message = f"{memory[-1][0]} of {backlog} clockings are left after {DRAIN_S:g} s"
                raise TooLate(message)
            time.sleep(LOOK_S)
        seen = [(moment.at, moment.snapshot.strip.undelivered) for moment in listener.seen]
        _expect_all(rig.cloud, backlog)
    begun_at, left = next(moment for moment in seen if moment[1] < backlog)
    ended_at, _ = next(moment for moment in seen if moment[1] == 0)
    return Drain(left / (ended_at - begun_at), memory)


def _post(folder: Path, made: Path, key: DeviceKey, backlog: int) -> float:
    """Post the same bodies in a bare loop and return its rate."""
    with CloudProcess(folder / "cloud") as cloud, requests.Session() as session:
        _name_employees(cloud)
        introduction, *deliveries = dictated(made / "clock.db", key, TERMINAL, cloud.token_file, BATCH)
        session.trust_env = False
        session.verify = str(cloud.ca_file)
        send = _sender(session, cloud.url)
        send(introduction)
        send(deliveries[0])
        begun_at = time.monotonic()
        for delivery in deliveries[1:]:
            send(delivery)
        taken_s = time.monotonic() - begun_at
        _expect_all(cloud, backlog)
    return (backlog - BATCH) / taken_s


def _sender(session: requests.Session, url: str) -> Callable[[Request], None]:
    def send(request: Request) -> None:
        answer = session.request(
            request.method, url + request.path, data=request.body, headers=request.headers, timeout=ANSWER_S
        )
        answer.raise_for_status()

    return send


def _name_employees(cloud: CloudProcess) -> None:
    cloud.put_employees((who.id, who.name) for who in EMPLOYEES)


def _expect_all(cloud: CloudProcess, backlog: int) -> None:
    """See that the cloud has stored the whole backlog and refused nothing: then the work was the same."""
    with closing(sqlite3.connect(f"file:{cloud.folder / 'cloud.sqlite'}?mode=ro", uri=True)) as base:
        held, refused, repeats = base.execute("SELECT count(*), count(refused), sum(repeats) FROM clockings").fetchone()
    if (held, refused, repeats) != (backlog, 0, 0):
        message = f"the cloud holds {held} of {backlog} clockings, {refused} of them refused, {repeats} repeated"
        raise AssertionError(message)


def _resident(process: psutil.Process) -> int:
    return int(process.memory_info().rss)
