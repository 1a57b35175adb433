"""Sounds: played by a program of their own, and never in the way."""

import logging
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from ui.sounds import ACCEPTED, REFUSED, Sounds


def _player(folder: Path, script: str) -> None:
    player = folder / "aplay"
    player.write_text(f"#!/bin/sh\n{script}\n")
    player.chmod(0o755)


def _wait_for(path: Path, lines: int) -> list[str]:
    until = monotonic() + 10
    while not path.exists() or len(path.read_text().splitlines()) < lines:
        assert monotonic() < until, f"{path} has not {lines} lines"
        Event().wait(0.01)
    return path.read_text().splitlines()


def test_each_result_plays_its_own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = tmp_path / "heard"
    _player(tmp_path, f'echo "$@" >> {heard}')
    monkeypatch.setenv("PATH", str(tmp_path))
    sounds = Sounds(enabled=True)
    sounds.play(ACCEPTED)
    _wait_for(heard, 1)
    sounds.play(REFUSED)
    first, second = (Path(line.split()[-1]) for line in _wait_for(heard, 2))
    assert (first.name, second.name) == ("accepted.wav", "refused.wav")
    for file in (first, second):
        assert file.read_bytes().startswith(b"RIFF")


def test_a_player_that_hangs_holds_nothing_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _player(tmp_path, "exec /bin/sleep 60")
    monkeypatch.setenv("PATH", str(tmp_path))
    sounds = Sounds(enabled=True)
    begun_at = monotonic()
    for _ in range(5):
        sounds.play(ACCEPTED)
    assert monotonic() - begun_at < 2
    sounds.close()


def test_a_missing_player_is_logged_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with caplog.at_level(logging.WARNING):
        sounds = Sounds(enabled=True)
        sounds.play(ACCEPTED)
        sounds.play(ACCEPTED)
    assert len(caplog.records) == 1


def test_a_player_without_a_device_is_logged_once_and_asked_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    heard = tmp_path / "heard"
    _player(tmp_path, f"echo called >> {heard}; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    sounds = Sounds(enabled=True)
    with caplog.at_level(logging.WARNING):
        sounds.play(ACCEPTED)
        _wait_for(heard, 1)
        sounds.wait(10)
        sounds.play(ACCEPTED)
        sounds.play(ACCEPTED)
    assert len(caplog.records) == 1
    assert len(heard.read_text().splitlines()) == 1


def test_with_sounds_off_nothing_is_played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = tmp_path / "heard"
    _player(tmp_path, f"echo called >> {heard}")
    monkeypatch.setenv("PATH", str(tmp_path))
    sounds = Sounds(enabled=False)
    sounds.play(ACCEPTED)
    sounds.wait(1)
    assert not heard.exists()
