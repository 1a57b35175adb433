"""A display of our own for the screen's tests, and one window for each size that is asked for."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.screen import SIZES, Screen, Size
from tests.ui.scripted_core import ScriptedCore

SCREENS = Path(__file__).parents[2] / "build" / "screens"


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """Start an X server without a window manager, and give its name."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x960x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()  # ends, empty, when the server does
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Give the folder that the screenshots are saved in."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    return SCREENS


@pytest.fixture(scope="module", params=SIZES, ids=str)
def sized(request: pytest.FixtureRequest) -> Size:
    """Give each size in turn."""
    size: Size = request.param
    return size


@pytest.fixture(scope="module")
def screen(display: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """Give a window of 800 by 480 that a module's tests share, with its core."""
    folder = tmp_path_factory.mktemp("screen")
    core = ScriptedCore(folder / "core.sock")
    core.open()
    with Screen(display, folder, core) as shared:
        yield shared
    core.close()
