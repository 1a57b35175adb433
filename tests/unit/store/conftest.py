"""A store in a folder of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from terminal.identity import DeviceKey, load_or_make
from terminal.store.opening import Store, open_store

Reopen = Callable[[], Store]


@pytest.fixture
def key(tmp_path: Path) -> DeviceKey:
    return load_or_make(tmp_path / "device.key")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "clock.db"


@pytest.fixture
def reopen(path: Path, key: DeviceKey) -> Iterator[Reopen]:
    """Open the store as a start of the core does; every one opened is closed at the end."""
    opened: list[Store] = []

    def again() -> Store:
        for store in opened:
            store.close()
        opened[:] = [open_store(path, "T-1", key)]
        return opened[0]

    yield again
    for store in opened:
        store.close()


@pytest.fixture
def store(reopen: Reopen) -> Store:
    return reopen()
