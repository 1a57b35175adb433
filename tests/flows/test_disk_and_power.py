"""Disks that fill up, files that rot, power that goes: told in words, nothing lost."""

import random
import resource
import subprocess
import sys
from pathlib import Path

from terminal.messages import Accepted, Refused, Waiting
from tests.flows.conftest import RunningClock
from tests.rig.enrolling import enrol
from tests.rig.program import ROOT, Program
from tests.rig.rig import TERMINAL


def test_a_full_disk_refuses_in_words_and_the_clock_recovers(clock: RunningClock) -> None:
    first = clock.touch().snapshot.face
    process = clock.rig.core.measured()
    # The log of the write-ahead file cannot grow any more: to the core it is a disk that takes nothing.
    process.rlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    refused = clock.touch().snapshot.face
    assert isinstance(refused, Refused)
    assert refused.cause.code in {"D-101", "D-102"}
    assert not refused.cause.recorded
    clock.rig.cloud.put_employees({"e-3": "Third Person"})
    clock.listener.until_now(
        "the disk is named", lambda s: any(row.cause is not None and row.cause.code[:2] == "D-" for row in s.support)
    )
    process.rlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    second = clock.touch().snapshot.face
    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    assert second.number == first.number + 1
    clock.until_delivered()
    assert clock.rig.cloud.audit(TERMINAL)["proven"]
    clock.listener.until_now("who came meanwhile", lambda s: any(row.value[:8] == "3 listed" for row in s.support))


def test_a_rotten_file_is_kept_salvaged_and_told(clock: RunningClock) -> None:
    clock.rig.cloud.switch("outage")
    faces = [clock.touch(finger).snapshot.face for finger in (1, 2, 1)]
    clock.rig.core.stop()
    with clock.rig.database.open("r+b") as file:
        file.write(random.Random(1).randbytes(512))
    clock.restart()
    snapshot = clock.listener.until_now("the start", lambda s: isinstance(s.face, Waiting))
    storage = next(row for row in snapshot.support if row.subject == "Storage")
    assert storage.cause is not None
    assert storage.cause.code == "D-103"
    assert list(clock.rig.database.parent.glob("clock.db.damaged-1"))
    clock.rig.cloud.clear()
    clock.until_delivered()
    held = {clocking["uuid"] for clocking in clock.rig.cloud.clockings(TERMINAL)}
    assert held == {face.clocking for face in faces if isinstance(face, Accepted)}
    assert clock.rig.cloud.audit(TERMINAL)["proven"]


def test_numbers_never_repeat_when_the_terminal_lost_what_the_cloud_holds(clock: RunningClock) -> None:
    last = [clock.touch().snapshot.face for _ in range(3)][-1]
    clock.until_delivered()
    clock.rig.core.stop()
    for file in clock.rig.database.parent.glob("clock.db*"):
        file.unlink()
    clock.restart()
    clock.listener.until_now("listed", lambda s: any(row.value.startswith("2 listed") for row in s.support))
    clock.until_ready()
    enrol(clock.rig, clock.listener, "e-1", 5)
    face = clock.touch(5).snapshot.face
    assert isinstance(last, Accepted)
    assert isinstance(face, Accepted)
    assert face.number == last.number + 1


def test_the_key_and_the_database_belong_to_their_owner_only(clock: RunningClock) -> None:
    data: Path = clock.rig.database.parent
    assert (data / "device.key").stat().st_mode & 0o777 == 0o600
    assert data.stat().st_mode & 0o777 == 0o700


def test_a_second_core_on_the_same_data_is_refused(clock: RunningClock) -> None:
    rival = Program("terminal", ("--config", str(clock.rig.config_file)), clock.rig.folder / "rival.log").start()
    assert rival.process is not None
    assert rival.process.wait(20) == 70
    assert "another core is running with this data" in rival.last_words()
    assert isinstance(clock.touch().snapshot.face, Accepted)


def test_support_accepts_another_sensor_after_the_old_one_broke(clock: RunningClock, tmp_path: Path) -> None:
    command = (sys.executable, "-m", "terminal.adopt", "--config", str(clock.rig.config_file))
    running = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert running.returncode == 1
    assert "another core is running" in running.stderr
    clock.rig.core.stop()
    control = clock.rig.emulator.control
    control.unplug()
    control.swap(tmp_path / "new-sensor.json")
    control.replug()
    adopted = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert adopted.stdout.startswith("2 fingers forgotten")
    clock.restart()
    clock.until_ready()
    enrol(clock.rig, clock.listener, "e-2", 8)
    face = clock.touch(8).snapshot.face
    assert isinstance(face, Accepted)
    assert face.name == "Sam Sample"


def test_a_lost_key_is_not_replaced_in_silence(clock: RunningClock) -> None:
    clock.touch()
    clock.rig.core.stop()
    (clock.rig.database.parent / "device.key").unlink()
    clock.rig.core.start()
    assert clock.rig.core.process is not None
    assert clock.rig.core.process.wait(20) == 70
    assert "device.key is missing, but clock.db is there" in clock.rig.core.last_words()


def test_nothing_of_somebody_elses_is_removed(clock: RunningClock, tmp_path: Path) -> None:
    clock.rig.core.stop()
    precious = tmp_path / "precious"
    precious.write_text("irreplaceable")
    for setting in ("ready_file", "socket"):
        text = clock.rig.config_file.read_text()
        config = tmp_path / "other.toml"
        lines = [f'{setting} = "{precious}"' if line.startswith(f"{setting} =") else line for line in text.splitlines()]
        config.write_text("\n".join(lines))
        core = Program("terminal", ("--config", str(config)), tmp_path / f"{setting}.log").start()
        assert core.process is not None
        assert core.process.wait(20) == 70
        assert f"terminal.{setting} {precious}" in core.last_words()
        assert precious.read_text() == "irreplaceable"
