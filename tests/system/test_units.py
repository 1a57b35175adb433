"""The service files: clean for systemd's own checker, and in agreement with the programs that they start."""

import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.rig.program import ROOT
from ui.__main__ import arguments

UNITS = ROOT / "systemd"
CORE = UNITS / "clock-terminal-core.service"
UI = UNITS / "clock-terminal-ui.service"
USERS = UNITS / "clock-terminal.sysusers"
INSTALLED = "/opt/clock-terminal/bin/python"
LIMIT_S = 30


def read(unit: Path) -> ConfigParser:
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # systemd's keys have capitals
    parser.read_string(unit.read_text(encoding="utf-8"))
    return parser


def command(unit: Path) -> list[str]:
    """Return what a unit starts, with this Python in place of the installed one."""
    python, *rest = read(unit)["Service"]["ExecStart"].split()
    assert python == INSTALLED
    return [sys.executable, *rest]


def verified(folder: Path) -> subprocess.CompletedProcess[str]:
    found = [str(path) for path in sorted(folder.glob("*.service"))]
    return subprocess.run(
        ("systemd-analyze", "verify", "--man=no", *found), capture_output=True, text=True, timeout=LIMIT_S, check=False
    )


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """Return a folder with both units, changed in one thing.

    The checker insists that the program exists. It is installed in a later step, so the copies name this Python.
    """
    for unit in (CORE, UI):
        text = unit.read_text(encoding="utf-8")
        (tmp_path / unit.name).write_text(text.replace(INSTALLED, sys.executable), encoding="utf-8")
    return tmp_path


def test_systemd_has_nothing_to_say_against_the_units(copies: Path) -> None:
    found = verified(copies)
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")


def test_the_check_would_show_a_misspelt_key(copies: Path) -> None:
    unit = copies / CORE.name
    unit.write_text(unit.read_text(encoding="utf-8").replace("WatchdogSec", "WatchdogSecs"), encoding="utf-8")
    assert "WatchdogSecs" in verified(copies).stderr


def test_wrong_settings_are_the_one_end_that_the_core_is_not_started_again_after(tmp_path: Path) -> None:
    service = read(CORE)["Service"]
    start = [str(tmp_path / "core.toml") if part.endswith(".toml") else part for part in command(CORE)]
    ended = subprocess.run(start, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    assert service["Restart"] == "always"
    assert service["RestartPreventExitStatus"] == str(ended.returncode), ended.stderr


def test_neither_service_is_ever_locked_out_by_starting_too_often() -> None:
    assert [read(unit)["Unit"]["StartLimitIntervalSec"] for unit in (CORE, UI)] == ["0", "0"]


def test_the_screen_does_not_fall_with_the_core() -> None:
    unit = read(UI)["Unit"]
    assert unit["After"] == CORE.name
    assert not {"Requires", "Requisite", "BindsTo", "PartOf"} & set(unit)


def test_the_screen_understands_its_command_line_and_looks_where_the_core_listens() -> None:
    from terminal.config import Terminal  # noqa: PLC0415  # beside the one place that needs it

    options = arguments(command(UI)[3:])
    assert options.socket == Terminal(id="T-0001").socket
    assert Path(options.socket).parent == Path("/run") / read(CORE)["Service"]["RuntimeDirectory"]


def test_the_core_keeps_its_records_in_the_folder_that_systemd_makes() -> None:
    from terminal.config import Terminal  # noqa: PLC0415  # beside the one place that needs it

    assert Path(Terminal(id="T-0001").data_dir) == Path("/var/lib") / read(CORE)["Service"]["StateDirectory"]


def test_the_users_of_the_units_come_out_of_the_users_file(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    subprocess.run(
        ("systemd-sysusers", f"--root={tmp_path}", str(USERS)), capture_output=True, timeout=LIMIT_S, check=True
    )
    users = {line.split(":")[0] for line in (tmp_path / "etc/passwd").read_text().splitlines()}
    groups = dict(line.split(":")[::3] for line in (tmp_path / "etc/group").read_text().splitlines())
    core, screen = (read(unit)["Service"] for unit in (CORE, UI))
    assert users == {core["User"], screen["User"]}
    assert groups[core["Group"]].split(",") == [screen["User"]]
