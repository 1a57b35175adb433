"""What a client's command means to the core. The socket says who may send one: see ipc.py."""

import logging
from collections.abc import Callable
from typing import assert_never
from uuid import UUID

from terminal.clocking.uuid7 import uuid7
from terminal.events import ClockingDisowned, Dismissed, EnrolmentRequested, KeyChosen
from terminal.messages import ChooseKey, Dismiss, Drawn, Enrol, FromClient, Hello, NotMe
from terminal.model import Stamp
from terminal.workers import Post

_log = logging.getLogger(__name__)


class Commands:
    """Turns commands into facts. Called in the socket's thread."""

    def __init__(self, post: Post, stamp: Callable[[], Stamp]) -> None:
        """Post to the core's inbox."""
        self._post = post
        self._stamp = stamp

    def __call__(self, command: FromClient) -> str | None:
        """Take one command; return why it is refused, or None."""
        match command:
            case ChooseKey(key):
                self._post(KeyChosen(key))
            case Dismiss():
                self._post(Dismissed())
            case NotMe(clocking):
                stamp = self._stamp()
                try:
                    self._post(ClockingDisowned(UUID(clocking), uuid7(stamp.utc_us), stamp))
                except ValueError:
                    return f"{clocking[:40]!r} is no clocking's UUID"
            case Enrol(employee):
                self._post(EnrolmentRequested(employee))
            case Drawn(revision, drawn_at):
                _log.debug("revision %d drawn at %.6f", revision, drawn_at)
            case Hello():
                pass
            case _:
                assert_never(command)
        return None
