"""A running cloud for the tests of this folder; each test brings a terminal of its own."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cloud.sample_terminal import Line, SampleTerminal
from tests.rig.cloud import CloudProcess

_serial = itertools.count(1)


@pytest.fixture(scope="session")
def running_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudProcess]:
    with CloudProcess(tmp_path_factory.mktemp("cloud")) as cloud:
        cloud.put_employees({"e1": "Alex Example", "e2": "Sam Sample"})
        yield cloud


@pytest.fixture
def cloud(running_cloud: CloudProcess) -> Iterator[CloudProcess]:
    """Return the running cloud; at the end all faults are off, and it must have kept to its own description."""
    yield running_cloud
    running_cloud.clear()
    assert running_cloud.violations() == []


@pytest.fixture
def line(cloud: CloudProcess) -> Iterator[Line]:
    line = Line(cloud.url, cloud.ca_file, cloud.token)
    yield line
    line.close()


@pytest.fixture
def terminal(line: Line) -> SampleTerminal:
    """Return a terminal that has introduced itself."""
    terminal = SampleTerminal(f"sample-{next(_serial)}")
    assert line.introduce(terminal).json() == {"terminal": terminal.name, "last_sequence": 0}
    return terminal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"
