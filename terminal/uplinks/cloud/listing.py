"""Follows the cloud's list of employees by its cursor."""

from collections.abc import Callable, Iterator
from threading import Event as Flag

from terminal.events import EmployeesFetched
from terminal.model import Employee
from terminal.uplinks.cloud.client import CloudClient
from terminal.uplinks.cloud.errors import CloudGarbled, CursorExpired
from terminal.uplinks.cloud.wire import EmployeePage
from terminal.workers import Post

MAX_PAGES = 10_000  # a cloud that says "more" for ever is not believed


class Listing:
    """Used by the syncing thread only. Every call may raise CloudError."""

    def __init__(
        self, client: CloudClient, post: Post, cursor: str | None, *, stopping: Flag, beat: Callable[[], None]
    ) -> None:
        """Go on at `cursor`, or start over without one."""
        self._client = client
        self._post = post
        self._cursor = cursor
        self._stopping = stopping
        self._beat = beat

    def rewind(self, cursor: str | None) -> None:
        """Go on from an earlier cursor: what came after it could not be kept."""
        self._cursor = cursor

    def fetch(self) -> None:
        """Fetch and report what changed; the whole list when there is no cursor, or the cloud forgot it."""
        try:
            if self._cursor is not None:
                self._follow(self._cursor)
                return
        except CursorExpired:
            self._cursor = None
        self._start_over()

    def _follow(self, cursor: str) -> None:
        for page in self._pages(cursor):
            if page.employees or page.deleted:
                self._post(EmployeesFetched(_people(page), tuple(page.deleted), page.cursor))
            self._cursor = page.cursor

    def _start_over(self) -> None:
        """Report the list only when it is whole: half a list would send the other half of the people away."""
        everybody: dict[str, Employee] = {}
        for page in self._pages(None):
            everybody |= {person.id: person for person in _people(page)}
            for gone in page.deleted:
                everybody.pop(gone, None)
            if not page.more:
                self._post(EmployeesFetched(tuple(everybody.values()), (), page.cursor, whole=True))
                self._cursor = page.cursor

    def _pages(self, cursor: str | None) -> Iterator[EmployeePage]:
        """Yield the pages from a cursor on, until the last one or until the terminal stops."""
        for _ in range(MAX_PAGES):
            if self._stopping.is_set():
                return
            self._beat()
            page = self._client.employees(cursor)
            yield page
            if not page.more:
                return
            cursor = page.cursor
        message = f"the employee list did not end within {MAX_PAGES} pages"
        raise CloudGarbled(message)


def _people(page: EmployeePage) -> tuple[Employee, ...]:
    return tuple(Employee(person.id, person.name) for person in page.employees)
