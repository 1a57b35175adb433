"""The line between screen and core: what the screen shows and does when it breaks, stalls or speaks nonsense."""

import statistics
import threading
from pathlib import Path
from time import monotonic

import msgspec
import psutil
import pytest

from terminal.messages import MAX_LINE_BYTES, Drawn, FromClient, Waiting
from terminal.model import Key
from tests.ui.faces import accepted, snapshot
from tests.ui.screen import Screen, texts
from tests.ui.scripted_core import ScriptedCore
from ui.theme import TOKENS


def test_the_screen_says_that_the_core_is_away_and_comes_back_by_itself(screen: Screen) -> None:
    screen.show(snapshot(accepted(name="Alex Example")))
    screen.core.close()
    shown = screen.wait_for(lambda now: now.screen == "CoreLostScreen", "the page for a core that is away")
    assert {"The clock is restarting", "What was recorded is safe", "Code U-101"} <= set(texts(shown))
    assert not any("Alex" in text for text in texts(shown))
    # A core that has started anew counts its revisions from the beginning; its frames are reported all the same.
    since = len(screen.core.received)
    again = msgspec.structs.replace(snapshot(Waiting()), revision=screen.revision)
    screen.core.newest = again
    screen.core.open()
    screen.wait_for(lambda now: now.screen == "IdleScreen", "the idle face")
    screen.core.wait_for(
        lambda message: (isinstance(message, Drawn) and message.revision == again.revision) or None, since=since
    )


@pytest.mark.parametrize(
    "line",
    [
        b'{"type":"snapshot","revision":1}\n',
        b"\xff\xfe not JSON\n",
        b'{"type":"welcome","protocol":"one","version":"x"}\n',
        b"x" * (MAX_LINE_BYTES + 10),
        b"[" * 50_000 + b"\n",
    ],
    ids=["fields missing", "no JSON", "wrong type", "too long", "too deep"],
)
def test_a_malformed_line_closes_the_connection_and_a_new_one_is_made(screen: Screen, line: bytes) -> None:
    screen.show(snapshot(Waiting()))
    connections = screen.core.connections
    screen.core.say_raw(line)
    screen.core.wait_for_connection(connections + 1)
    assert screen.show(snapshot(Waiting())).screen == "IdleScreen"
    assert "line" in screen.log()


def test_unknown_fields_are_ignored(screen: Screen) -> None:
    screen.show(snapshot(Waiting()))
    connections = screen.core.connections
    screen.core.say_raw(b'{"type":"command_refused","reason":"late","invented_later":{"a":[1]}}\n')
    assert screen.show(snapshot(Waiting())).screen == "IdleScreen"
    assert screen.core.connections == connections


def test_only_the_newest_of_many_snapshots_has_to_be_drawn(screen: Screen) -> None:
    begun_at = monotonic()
    since = len(screen.core.received)
    for number in range(200):
        screen.revision += 1
        made = snapshot(accepted(clocking=f"u{number}", number=number))
        screen.core.say(msgspec.structs.replace(made, revision=screen.revision))
    shown = screen.show(snapshot(Waiting()))
    assert shown.screen == "IdleScreen"
    assert monotonic() - begun_at < 5
    revisions = [message.revision for _, message in screen.core.received[since:] if isinstance(message, Drawn)]
    assert revisions == sorted(set(revisions)), "each revision is reported once, in order"


def test_a_snapshot_is_drawn_soon_after_it_is_sent(screen: Screen) -> None:
    waits: list[float] = []
    for number in range(8):
        screen.show(snapshot(Waiting()))
        sent_at = monotonic()
        revision = screen.revision + 1
        since = len(screen.core.received)
        screen.show(snapshot(accepted(clocking=f"u{number}")))

        def drawn(message: FromClient, revision: int = revision) -> float | None:
            return message.drawn_at if isinstance(message, Drawn) and message.revision == revision else None

        waits.append(screen.core.wait_for(drawn, since=since) - sent_at)
    # About 15 ms with this machine to itself; the limit leaves room for a busy one.
    assert statistics.median(waits) < 0.1, waits


def test_an_idle_screen_draws_nothing_and_hardly_costs_anything(screen: Screen) -> None:
    screen.show(snapshot(Waiting()))
    frames = screen.shown().frames
    process = psutil.Process(screen.pid)
    before = process.cpu_times()
    # Nothing is waited for here: that nothing happens for a while is what is measured.
    threading.Event().wait(2.0)
    after = process.cpu_times()
    assert screen.shown().frames <= frames + 2  # the minute may pass meanwhile
    assert after.user + after.system - before.user - before.system < 0.3


def test_the_ring_breathes_only_while_a_key_waits_for_its_finger(screen: Screen) -> None:
    screen.show(snapshot(Waiting(key=Key.IN, until_at=monotonic() + 30)))
    frames = screen.shown().frames
    screen.wait_for(lambda now: now.frames > frames + 10, "the ring to move")


def test_a_core_of_another_protocol_is_said_not_to_fit(display: str, tmp_path: Path) -> None:
    core = ScriptedCore(tmp_path / "core.sock", protocol=99)
    core.open()
    with Screen(display, tmp_path, core) as screen:
        shown = screen.wait_for(lambda now: now.screen == "CoreLostScreen", "the page for a core that does not fit")
        assert "Code U-102" in texts(shown)
        assert any("update this clock" in text for text in texts(shown))
        core.close()
        fitting = ScriptedCore(tmp_path / "core.sock")
        fitting.newest = snapshot(Waiting())
        fitting.open()
        screen.wait_for(lambda now: now.screen == "IdleScreen", "the idle face, once the core fits")
        fitting.close()
    assert screen.returned == 0, screen.log()


def test_without_a_core_the_screen_starts_and_says_so(display: str, tmp_path: Path) -> None:
    core = ScriptedCore(tmp_path / "core.sock")
    with Screen(display, tmp_path, core) as screen:
        shown = screen.wait_for(lambda now: now.screen == "CoreLostScreen", "the page for a core that is away")
        assert "Code U-101" in texts(shown)
    assert screen.returned == 0, screen.log()


def test_fullscreen_fills_a_display_that_has_no_window_manager(display: str, tmp_path: Path) -> None:
    core = ScriptedCore(tmp_path / "core.sock")
    core.newest = snapshot(Waiting())
    core.open()
    with Screen(display, tmp_path, core, more=("--fullscreen",)) as screen:
        shown = screen.wait_for(lambda now: now.revision is not None, "the idle face")
        everything = screen.surroundings()
        assert (shown.width, shown.height) == everything.size
        corner = everything.width - 1, everything.height - 1
        assert everything.getpixel(corner) == tuple(bytes.fromhex(TOKENS["dark"]["background"]))
    core.close()
    assert screen.returned == 0, screen.log()
