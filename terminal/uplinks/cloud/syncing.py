"""The cloud's thread: when to deliver and to ask for employees, and when to come back after a failure."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Event as Flag

from terminal.events import CloudGreeted, CloudReached, CloudUnreached
from terminal.model import Stamp
from terminal.store.outbox import OutboxReader
from terminal.uplinks.cloud.backoff import Backoff
from terminal.uplinks.cloud.client import CloudClient
from terminal.uplinks.cloud.delivering import REOFFER_S, Delivering
from terminal.uplinks.cloud.errors import CloudBusy, CloudError, CloudRefuses
from terminal.uplinks.cloud.listing import Listing
from terminal.uplinks.cloud.packing import Packing
from terminal.workers import Post, Worker

_SLICE_S = 5.0  # the longest sleep without a heartbeat

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Introducing:
    """What the terminal says of itself."""

    public_key: bytes
    version: str
    site: str


@dataclass(frozen=True, slots=True)
class Pace:
    """Sizes and times of the exchange, in seconds; `longest_s` bounds one request."""

    batch: int
    poll_s: float
    longest_s: float
    reoffer_s: float = REOFFER_S


class Syncing(Worker):
    """Talks to the cloud; nobody else does."""

    def __init__(
        self,
        post: Post,
        client: CloudClient,
        outbox: OutboxReader,
        introducing: Introducing,
        pace: Pace,
        backoff: Backoff,
        stamp: Callable[[], Stamp],
        cursor: str | None,
    ) -> None:
        """Prepare; `cursor` is where the employee list goes on."""
        super().__init__("syncing", post)
        self.patience_s = 2 * pace.longest_s + 30
        self._client = client
        self._introducing = introducing
        self._backoff = backoff
        self._poll_s = pace.poll_s
        self._poll_at = 0.0
        self._introduced = False
        self._woken = Flag()
        self._rewinds: SimpleQueue[str | None] = SimpleQueue()
        self._failure: tuple[str, str] | None = ("", "")  # nothing was told yet
        self._delivering = Delivering(
            client,
            Packing(outbox),
            post,
            stamp,
            batch=pace.batch,
            reoffer_s=pace.reoffer_s,
            stopping=self.stopping,
            beat=self.beat,
        )
        self._listing = Listing(client, post, cursor, stopping=self.stopping, beat=self.beat)

    def wake(self) -> None:
        """Tell that a clocking waits. Any thread; returns at once."""
        self._woken.set()

    def ask_again(self, cursor: str | None) -> None:
        """Ask for employees from a cursor on, and for the greeting, at the next poll. Any thread; returns at once."""
        self._rewinds.put(cursor)

    def stop(self) -> None:
        """Ask for the end."""
        super().stop()
        self._woken.set()

    def work(self) -> None:
        """Do what is due, then sleep until something waits or the next poll."""
        self._woken.clear()
        try:
            self._exchange()
        except CloudError as err:
            self._failed(err)
            return
        if self._failure is not None:
            self._failure = None
            _log.info("the cloud is reached")
            self.post(CloudReached())
        self._backoff.reset()
        self._sleep(self._woken, self._poll_at - time.monotonic())

    def close(self) -> None:
        """Close connections and the outbox."""
        self._client.close()
        self._delivering.close()

    def _exchange(self) -> None:
        while not self._rewinds.empty():
            self._listing.rewind(self._rewinds.get())
            self._introduced = False
        if not self._introduced:
            who = self._introducing
            introduced = self._client.introduce(who.public_key, who.version, who.site)
            self.post(CloudGreeted(introduced.last_sequence))
            self._introduced = True
        while self._delivering.deliver_all():
            self.beat()
        if time.monotonic() >= self._poll_at:
            self._listing.fetch()
            self._poll_at = time.monotonic() + self._backoff.spread(self._poll_s)

    def _failed(self, err: CloudError) -> None:
        """Say once what is wrong, then rest; new clockings do not shorten it."""
        if isinstance(err, CloudRefuses):
            self._introduced = False
        failure = (err.cause.code, str(err))
        if failure != self._failure:
            _log.warning("%s %s (%s)", err.cause.code, err.cause.title, err)
            self._failure = failure
            self.post(CloudUnreached(err.cause, str(err)))
        self._sleep(self.stopping, self._backoff.next_s(err.wait_s if isinstance(err, CloudBusy) else None))

    def _sleep(self, flag: Flag, wait_s: float) -> None:
        """Sleep until the flag is set or the time is over, in slices that keep the heart beating."""
        until = time.monotonic() + wait_s
        while not flag.is_set() and (left_s := until - time.monotonic()) > 0:
            self.beat()
            flag.wait(min(left_s, _SLICE_S))
