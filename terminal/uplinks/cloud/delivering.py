"""Delivers what waits in the outbox and reports the cloud's answers. Only the core's loop writes them down.

Delivery repeats until the core has committed an answer: a repeat is recognised by its UUID.
"""

import logging
import time
from collections.abc import Callable
from threading import Event as Flag
from uuid import UUID

import msgspec

from terminal.events import ClockingsAnswered
from terminal.model import Receipt, Rejection, Stamp
from terminal.uplinks.cloud.client import CloudClient
from terminal.uplinks.cloud.errors import BatchRefused, CloudGarbled
from terminal.uplinks.cloud.packing import Packed, Packing
from terminal.uplinks.cloud.wire import Received, Results
from terminal.workers import Post

REOFFER_S = 30.0  # an answer that the core has not committed by then was lost on a full disk: ask for it again
MAX_UNKEPT_BATCHES = 4
_REST_S = 0.01

_log = logging.getLogger(__name__)


class Delivering:
    """Used by the syncing thread only. Every call may raise CloudError."""

    def __init__(
        self,
        client: CloudClient,
        packing: Packing,
        post: Post,
        stamp: Callable[[], Stamp],
        *,
        batch: int,
        stopping: Flag,
        beat: Callable[[], None],
        reoffer_s: float = REOFFER_S,
    ) -> None:
        """Prepare; `beat` is called between batches, `stopping` ends between two of them."""
        self._client = client
        self._packing = packing
        self._post = post
        self._stamp = stamp
        self._largest = self._batch = batch
        self._stopping = stopping
        self._beat = beat
        self._reoffer_s = reoffer_s
        self._refused: dict[UUID, Rejection] = {}  # single clockings that the cloud refused in this round
        self._refused_numbers: dict[UUID, int] = {}
        self._unkept: dict[int, float] = {}  # answered, perhaps not yet committed by the core; until when to wait

    def deliver_all(self) -> bool:
        """Offer everything that waits once; True when something was left unanswered while other things were.

        A batch that the cloud refuses is halved until single clockings are refused. Their refusal is believed when the
        cloud took something else meanwhile, or when nothing else waits: a cloud that refuses everything is at fault.
        """
        after, answered, left = 0, 0, 0
        self._refused, self._refused_numbers = {}, {}
        self._packing.begin(after, self._batch, self._awaited())
        while (packed := self._packing.take()) is not None and not self._stopping.is_set():
            self._beat()
            self._packing.begin(packed.last, self._batch, self._awaited())
            settled = self._deliver(packed)
            if settled is None:  # the same again in smaller batches
                self._packing.begin(after, self._batch, self._awaited())
                continue
            answered += settled
            left += len(packed.numbers) - settled
            after = packed.last
            self._await_keeping()
        if len(self._refused) > 1 and not answered:
            message = f"the cloud refuses every clocking: {next(iter(self._refused.values())).code}"
            raise CloudGarbled(message)
        if self._refused:
            self._report([], list(self._refused.values()), self._refused_numbers)
        return left > len(self._refused) and answered > 0 and not self._stopping.is_set()

    def close(self) -> None:
        """Release the outbox."""
        self._packing.close()

    def _deliver(self, packed: Packed) -> int | None:
        """Send one batch and report its answers; None when it must be split to find the clocking at fault."""
        try:
            results = self._client.deliver(packed.body)
        except BatchRefused as err:
            if len(packed.numbers) > 1:
                self._batch = (len(packed.numbers) + 1) // 2
                return None
            for uuid in packed.numbers:
                self._refused[uuid] = Rejection(uuid, err.code, err.reason)
            self._refused_numbers |= packed.numbers
            return 0
        self._batch = min(self._batch * 2, self._largest)
        return self._believe(results, packed.numbers)

    def _believe(self, results: Results, numbers: dict[UUID, int]) -> int:
        """Take answers about clockings that were sent, each once; a batch without any is no answer."""
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
        if len(unanswered) == len(numbers):
            message = "the cloud answered none of the clockings that it was sent"
            raise CloudGarbled(message)
        self._report(receipts, rejections, numbers)
        return len(numbers) - len(unanswered)

    def _report(self, receipts: list[Receipt], rejections: list[Rejection], numbers: dict[UUID, int]) -> None:
        for rejection in rejections:
            number = numbers[rejection.uuid]
            _log.warning("C-120 clocking %d was rejected: %s", number, rejection.code)  # the reason may hold names
        until = time.monotonic() + self._reoffer_s
        self._unkept |= {numbers[receipt.uuid]: until for receipt in receipts}
        self._unkept |= {numbers[rejection.uuid]: until for rejection in rejections}
        self._post(ClockingsAnswered(tuple(receipts), tuple(rejections), numbers, self._stamp()))

    def _awaited(self) -> frozenset[int]:
        """Return the clockings whose answers the core may still be committing."""
        now = time.monotonic()
        return frozenset(number for number, until in self._unkept.items() if now < until)

    def _await_keeping(self) -> None:
        """Forget what the core has committed, and do not run ahead of it by more than a few batches."""
        while not self._stopping.is_set():
            waiting = self._packing.still_waiting(self._unkept)
            self._unkept = {number: until for number, until in self._unkept.items() if number in waiting}
            if len(self._awaited()) <= MAX_UNKEPT_BATCHES * self._largest:
                return
            self._stopping.wait(_REST_S)


def _uuid(text: str) -> UUID | None:
    try:
        return msgspec.convert(text, UUID)  # three times as fast as UUID(text), and there are hundreds in an answer
    except msgspec.ValidationError:
        return None
