"""The cloud's thread: delivers what waits, fetches employees, and comes back after every failure.

It reads the outbox on a connection of its own and reports answers as facts; only the core's loop writes them.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event as Flag
from uuid import UUID

import msgspec

from terminal.clocking import record
from terminal.events import (
    ClockingsAnswered,
    CloudGreeted,
    CloudReached,
    CloudUnreached,
    EmployeesFetched,
)
from terminal.model import Employee, Receipt, Rejection, Stamp
from terminal.store.outbox import OutboxReader, Waiting
from terminal.uplinks.cloud.backoff import Backoff
from terminal.uplinks.cloud.client import CloudClient
from terminal.uplinks.cloud.errors import (
    BatchRefused,
    CloudBusy,
    CloudError,
    CloudGarbled,
    CloudRefuses,
    CursorExpired,
)
from terminal.uplinks.cloud.wire import Received, Results
from terminal.workers import Post, Worker

MAX_PAGES = 10_000  # of employees in one fetch; a cloud that says "more" for ever is not believed
MAX_UNKEPT_BATCHES = 4
_REST_S = 0.01

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Introducing:
    """What the terminal says of itself."""

    public_key: bytes
    version: str
    site: str


@dataclass(frozen=True, slots=True)
class Pace:
    """Sizes and times of the exchange; `longest_s` bounds one exchange."""

    batch: int
    poll_s: float
    longest_s: float


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
        self._outbox = outbox
        self._introducing = introducing
        self._pace = pace
        self._backoff = backoff
        self._stamp = stamp
        self._cursor = cursor
        self._introduced = False
        self._poll_at = 0.0
        self._batch = pace.batch
        self._unkept: set[int] = set()  # answered by the cloud, but perhaps not yet committed by the core
        self._woken = Flag()
        self._failure: tuple[str, str] | None = ("", "")

    def wake(self) -> None:
        """Tell that a clocking waits. Any thread; returns at once."""
        self._woken.set()

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
            self.post(CloudReached())
        self._backoff.reset()
        self._sleep(self._poll_at - time.monotonic())

    def close(self) -> None:
        """Close connections and the outbox."""
        self._client.close()
        self._outbox.close()

    def _exchange(self) -> None:
        if not self._introduced:
            who = self._introducing
            introduced = self._client.introduce(who.public_key, who.version, who.site)
            self.post(CloudGreeted(introduced.last_sequence))
            self._introduced = True
        while self._deliver_all():
            self.beat()
        if time.monotonic() >= self._poll_at:
            self._fetch_employees()
            self._poll_at = time.monotonic() + self._backoff.spread(self._pace.poll_s)

    def _sleep(self, wait_s: float) -> None:
        """Sleep in slices that keep the heart beating."""
        until = time.monotonic() + wait_s
        while not self._woken.is_set() and (left_s := until - time.monotonic()) > 0:
            self.beat()
            self._woken.wait(min(left_s, 5.0))

    def _failed(self, err: CloudError) -> None:
        """Say once what is wrong, then rest; new clockings do not shorten it."""
        if isinstance(err, CloudRefuses):
            self._introduced = False
        failure = (err.cause.code, str(err))
        if failure != self._failure:
            _log.warning("%s %s (%s)", err.cause.code, err.cause.title, err)
            self._failure = failure
            self.post(CloudUnreached(err.cause, str(err)))
        until = time.monotonic() + self._backoff.next_s(err.wait_s if isinstance(err, CloudBusy) else None)
        while not self.stopping.is_set() and (left_s := until - time.monotonic()) > 0:
            self.beat()
            self.stopping.wait(min(left_s, 5.0))

    def _deliver_all(self) -> bool:
        """Offer everything that waits once; True when something was left unanswered while other things were."""
        after, left, progress = 0, False, False
        while not self.stopping.is_set():
            self.beat()
            rows = self._outbox.waiting(after, self._batch)
            if not rows:
                return left and progress
            offered = [row for row in rows if row.number not in self._unkept]
            if offered:
                answered = self._deliver(offered)
                if answered is None:
                    continue  # the same again in smaller batches
                progress = True
                left = left or answered < len(offered)
            after = rows[-1].number
            self._await_keeping()
        return False

    def _deliver(self, offered: list[Waiting]) -> int | None:
        """Send one batch and report its answers; None when it must be split to find the clocking at fault."""
        try:
            results = self._client.deliver(offered)
        except BatchRefused as err:
            if len(offered) > 1:
                self._batch = (len(offered) + 1) // 2
                return None
            numbers = _numbers(offered)
            self._report([], [Rejection(uuid, err.code, err.reason) for uuid in numbers], numbers)
            return 1
        self._batch = min(self._batch * 2, self._pace.batch)
        return self._believe(results, offered)

    def _believe(self, results: Results, offered: list[Waiting]) -> int:
        """Take answers about clockings that were sent, each once; a batch without any is no answer."""
        numbers = _numbers(offered)
        unanswered = set(numbers)
        receipts: list[Receipt] = []
        rejections: list[Rejection] = []
        for result in results.results:
            uuid = _uuid(result.uuid)
            if uuid not in unanswered:
                continue
            unanswered.remove(uuid)
            if isinstance(result, Received):
                receipts.append(Receipt(uuid, result.receipt))
            else:
                rejections.append(Rejection(uuid, result.code, result.reason))
        if not receipts and not rejections:
            message = "the cloud answered none of the clockings that it was sent"
            raise CloudGarbled(message)
        self._report(receipts, rejections, numbers)
        return len(receipts) + len(rejections)

    def _report(self, receipts: list[Receipt], rejections: list[Rejection], numbers: dict[UUID, int]) -> None:
        for rejection in rejections:
            number = numbers[rejection.uuid]
            _log.warning("C-120 clocking %d was rejected: %s (%s)", number, rejection.code, rejection.reason)
        settled = [receipt.uuid for receipt in receipts] + [rejection.uuid for rejection in rejections]
        self._unkept.update(numbers[uuid] for uuid in settled)
        self.post(ClockingsAnswered(tuple(receipts), tuple(rejections), numbers, self._stamp()))

    def _await_keeping(self) -> None:
        """Forget what the core has committed, and do not run ahead of it by more than a few batches."""
        while True:
            oldest = self._outbox.oldest()
            self._unkept = {number for number in self._unkept if oldest is not None and number >= oldest}
            if len(self._unkept) <= MAX_UNKEPT_BATCHES * self._pace.batch or self.stopping.is_set():
                return
            self.stopping.wait(_REST_S)

    def _fetch_employees(self) -> None:
        whole = self._cursor is None
        everybody: dict[str, Employee] = {}
        for _ in range(MAX_PAGES):
            self.beat()
            try:
                page = self._client.employees(self._cursor)
            except CursorExpired:
                self._cursor, whole, everybody = None, True, {}
                continue
            people = tuple(Employee(person.id, person.name) for person in page.employees)
            self._cursor = page.cursor
            if whole:
                everybody |= {person.id: person for person in people}
            elif people or page.deleted:
                self.post(EmployeesFetched(people, tuple(page.deleted), page.cursor))
            if not page.more:
                if whole:
                    self.post(EmployeesFetched(tuple(everybody.values()), (), page.cursor, whole=True))
                return
            if self.stopping.is_set():
                return
        self._cursor = None
        message = f"the employee list did not end within {MAX_PAGES} pages"
        raise CloudGarbled(message)


def _numbers(offered: list[Waiting]) -> dict[UUID, int]:
    """Return the number of each clocking by its UUID."""
    return {record.uuid_of(row.record): row.number for row in offered}


def _uuid(text: str) -> UUID | None:
    try:
        return msgspec.convert(text, UUID)  # three times as fast as UUID(text), and there are hundreds in an answer
    except msgspec.ValidationError:
        return None
