"""commit_to_green_led_ms and commit_to_green_frame_ms: from the commit to what the employee sees.

The commit's moment is the one that the core logs right after it has returned. The LED's is the GREEN line of the null
device's trace, written by the light's own thread where a real one would set its pins. The frame's is the moment at
which the screen, a process of its own on a virtual display, had handed the first frame with the accepted clocking to
the display: the first `Drawn` whose revision is at least that of the first snapshot with the clocking. The sensor runs
ten times as fast, to have samples soon; nothing that is measured here waits for it.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from tests.bench.clock import FINGER, MeasuredRig, moments, until_accepted, until_at_rest
from tests.bench.figures import Figure
from tests.bench.ground import Ground, say
from tests.bench.sampling import p99, spread
from tests.bench.screens import display, open_screen, until_drawn
from tests.rig.rig import Shape

CLOCKINGS, CLOCKINGS_QUICK = 120, 15
TIME_SCALE = 0.1
_RULES = {"duplicate_s": 0.0, "accepted_s": 0.2}


def measure(ground: Ground) -> Iterator[Figure]:
    """Clock again and again, each time from the idle face."""
    revisions: dict[int, int] = {}
    shape = Shape(time_scale=TIME_SCALE, settings={"rules": _RULES})
    with display() as screen, MeasuredRig(ground.folder / "rig", shape) as rig:
        control = rig.emulator.control
        listener = rig.listen_when_settled()
        open_screen(rig, screen)
        until_drawn(rig.core.log)
        rig.enrol(listener)
        for _ in range(ground.samples(CLOCKINGS, CLOCKINGS_QUICK)):
            down_at = control.press(FINGER)
            number, seen = until_accepted(listener, since=down_at)
            revisions[number] = seen.snapshot.revision
            control.lift()
            rig.until_glass_seen_empty()
            until_at_rest(listener)
            listener.forget()
        until_drawn(rig.core.log, max(revisions.values()))
        logged = moments(rig.core.log)
    led_ms = [1_000 * wait for wait in green_after(rig.light_trace, [logged.durable[number] for number in revisions])]
    frame_ms = [
        1_000 * (min(at for drawn, at in logged.drawn.items() if drawn >= revision) - logged.durable[number])
        for number, revision in revisions.items()
    ]
    say(f"commit to green LED, in ms: {spread(led_ms)}")
    say(f"commit to green frame, in ms: {spread(frame_ms)}")
    yield Figure("commit_to_green_led_ms", p99(led_ms))
    yield Figure("commit_to_green_frame_ms", p99(frame_ms))


def green_after(trace: Path, commits: list[float]) -> list[float]:
    """Return for each commit the seconds to the light's next green."""
    changes = map(json.loads, trace.read_text(encoding="utf-8").splitlines())
    greens = [change["at"] for change in changes if change["colour"] == "GREEN"]
    return [min(green for green in greens if green >= commit) - commit for commit in commits]
