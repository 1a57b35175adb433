"""One core for one folder: two would give the same numbers twice."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from terminal.store.errors import StoreError


class StoreInUse(StoreError):
    """Another core writes here."""


@contextmanager
def sole_owner(data_dir: Path) -> Iterator[None]:
    """Hold the folder's lock, which also ends with the process. Raises StoreInUse."""
    with (data_dir / "owner.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as err:
            message = f"{data_dir}: another core is running with this data; stop it first"
            raise StoreInUse(message) from err
        yield
