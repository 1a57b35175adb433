"""backlog_rate_ratio and backlog_memory_growth_mib: how a backlog drains after a long time without a network.

The core, a process with its sensor at work, delivers to the reference cloud, a process that checks and stores every
clocking. Its rate stands over that of a bare loop of `requests` with one session, which posts the same bodies, byte for
byte, with the same headers, reads the answers, and keeps nothing. Each has a cloud of its own, empty at first, so that
the cloud's work is the same.

They take turns: the core is stopped (SIGSTOP) while the loop posts its share, and goes on afterwards. Within a turn the
time runs from the first answer to the last, so that neither its start nor what the cloud did for a stopped core counts;
the core has an answer when it has committed it. The ratio is the median of the turns' ratios.

The growth is the most resident memory that the core has after a tenth was delivered, less what it had then.
"""

import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median

import requests

from terminal.identity import DeviceKey, load_or_make
from terminal.store.opening import open_store
from tests.bench.dictating import Request, dictated
from tests.bench.draining import Draining
from tests.bench.figures import Figure
from tests.bench.ground import Ground, say
from tests.bench.history import EMPLOYEES, fill
from tests.bench.sampling import spread
from tests.rig.cloud import CloudProcess
from tests.rig.rig import TERMINAL, Rig, Shape

CLOCKINGS, CLOCKINGS_QUICK = 100_000, 10_000
TURNS, TURNS_QUICK = 10, 2
BATCH = 500  # the default of cloud.batch
ANSWER_S = 30.0


class _BacklogRig(Rig):
    """A rig whose core begins with a backlog."""

    def start_core(self) -> None:
        """Name the employees before the core delivers: the cloud refuses clockings of strangers."""
        _name_employees(self.cloud)
        super().start_core()


class _Loop:
    """The bare loop."""

    def __init__(self, session: requests.Session, cloud: CloudProcess) -> None:
        """Post to a cloud with this session."""
        session.trust_env = False
        session.verify = str(cloud.ca_file)
        self._session = session
        self._url = cloud.url

    def send(self, request: Request) -> None:
        """Send one request and read the answer."""
        answer = self._session.request(
            request.method, self._url + request.path, data=request.body, headers=request.headers, timeout=ANSWER_S
        )
        answer.raise_for_status()

    def turn(self, deliveries: Sequence[Request]) -> float:
        """Post deliveries; return the clockings a second after the first answer."""
        self.send(deliveries[0])
        begun_at = time.monotonic()
        for delivery in deliveries[1:]:
            self.send(delivery)
        return (len(deliveries) - 1) * BATCH / (time.monotonic() - begun_at)


def measure(ground: Ground) -> Iterator[Figure]:
    """Drain the same backlog through the core and through the bare loop, by turns."""
    backlog, turns = ground.samples(CLOCKINGS, CLOCKINGS_QUICK), ground.samples(TURNS, TURNS_QUICK)
    made = ground.folder / "made"
    key = _make(made, backlog)
    rig = _BacklogRig(ground.folder / "rig", Shape(settings={"cloud": {"batch": BATCH, "poll_s": 60.0}}))
    shutil.copytree(made, rig.database.parent)
    through_core: list[float] = []
    through_loop: list[float] = []
    with ExitStack() as running:
        cloud = running.enter_context(CloudProcess(ground.folder / "cloud"))
        _name_employees(cloud)
        introduction, *deliveries = dictated(made / "clock.db", key, TERMINAL, cloud.token_file, BATCH)
        loop = _Loop(running.enter_context(requests.Session()), cloud)
        loop.send(introduction)
        running.enter_context(rig)
        draining = running.enter_context(Draining(rig, backlog))
        share = len(deliveries) // turns
        for turn in range(turns):
            through_core.append(draining.turn(backlog - (turn + 1) * share * BATCH))
            through_loop.append(loop.turn(deliveries[turn * share : (turn + 1) * share]))
        for drained in (rig.cloud, cloud):
            _expect_all(drained, backlog)
    say(f"{backlog:,} clockings, a second: the core {spread(through_core)}; the bare loop {spread(through_loop)}")
    say(f"memory of the core while it drains, in MiB: {spread(draining.resident_mib)}")
    ratios = [core / bare for core, bare in zip(through_core, through_loop, strict=True)]
    say(f"ratio of the turns: {spread(ratios)}")
    yield Figure("backlog_rate_ratio", median(ratios))
    yield Figure("backlog_memory_growth_mib", draining.growth_mib())


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


def _name_employees(cloud: CloudProcess) -> None:
    cloud.put_employees((who.id, who.name) for who in EMPLOYEES)


def _expect_all(cloud: CloudProcess, backlog: int) -> None:
    """See that the cloud has stored the whole backlog and refused nothing: then the work was the same."""
    with closing(sqlite3.connect(f"file:{cloud.folder / 'cloud.sqlite'}?mode=ro", uri=True)) as base:
        held, refused, repeats = base.execute("SELECT count(*), count(refused), sum(repeats) FROM clockings").fetchone()
    if (held, refused, repeats) != (backlog, 0, 0):
        message = f"the cloud holds {held} of {backlog} clockings, {refused} of them refused, {repeats} repeated"
        raise AssertionError(message)
