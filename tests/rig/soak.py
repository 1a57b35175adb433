"""Kills the core at random moments under clocking load with a faulty cloud, and looks for what was lost or doubled."""

import argparse
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from terminal.clocking import chain
from terminal.identity import load_or_make
from terminal.messages import Accepted, Snapshot, Waiting
from terminal.store.connecting import connect_reading
from tests.rig.enrolling import enrol_all
from tests.rig.listener import Listener
from tests.rig.rig import TERMINAL, Rig, Shape
from tests.rig.waiting import until

FINGERS = 5
HOLD_S = 0.04
FAULTS: tuple[tuple[str, dict[str, float]], ...] = (
    ("half-ack", {}),
    ("cut-after-commit", {"probability": 0.5}),
    ("cut-before-commit", {"probability": 0.5}),
    ("500", {"probability": 0.5}),
    ("429", {"retry_after_s": 0, "probability": 0.5}),
    ("slow", {"delay_s": 0.2}),
    ("outage", {}),
)

# Short screens and no rule against a second touch: the load is what counts here.
SHAPE = Shape(
    time_scale=0.02,
    settings={
        "rules": {"duplicate_s": 0.0, "accepted_s": 0.1, "refused_s": 0.1},
        "cloud": {"poll_s": 0.5, "batch": 7, "retry_first_s": 0.05, "retry_cap_s": 0.3},
        "sensor": {"poll_s": 0.001},
    },
)


@dataclass(slots=True)
class Finding:
    """What the records say after all kills."""

    kills: int
    shown: set[str] = field(default_factory=set)  # UUIDs of clockings that the screen showed as accepted
    stored: int = 0
    lost: set[str] = field(default_factory=set)  # shown, but not in the cloud
    doubled: int = 0
    gap: str | None = None  # where sequence or chain break on the terminal
    audit: dict[str, object] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Tell whether every promise held, and whether the run was a test at all."""
        proven = bool(self.audit.get("proven"))
        return bool(self.shown) and not self.lost and not self.doubled and self.gap is None and proven


class Touching:
    """Puts fingers on the sensor for as long as it lives, whatever the core does."""

    def __init__(self, rig: Rig, chance: random.Random) -> None:
        """Begin."""
        self._rig = rig
        self._chance = chance
        self._ended = Event()
        self._thread = Thread(target=self._touch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._ended.set()
        self._thread.join(5.0)

    def _touch(self) -> None:
        control = self._rig.emulator.control
        while not self._ended.is_set():
            control.tap(self._chance.randint(1, FINGERS), HOLD_S)
            self._ended.wait(2 * HOLD_S)


def soak(folder: Path, kills: int, seed: int, report: bool = False) -> Finding:  # noqa: FBT001, FBT002
    """Kill the core `kills` times; every start must go on where the last one was cut off."""
    chance = random.Random(seed)
    finding = Finding(kills)
    with Rig(folder, SHAPE) as rig:
        _settle(rig)
        touching = Touching(rig, chance)
        for kill in range(kills):
            name, options = chance.choice(FAULTS)
            rig.cloud.switch(name, **options)
            listener = Listener(rig.socket)
            _live(listener, chance)
            rig.core.kill()
            listener.drain()
            finding.shown |= _shown(listener)
            listener.close()
            rig.cloud.clear()
            rig.start_core()
            if report:
                print(f"kill {kill + 1:4} under {name:18} shown so far {len(finding.shown)}", flush=True)
        touching.stop()
        listener = rig.listen()
        listener.until_now("everything is delivered", lambda s: s.strip.undelivered == 0 and _resting(s), 60.0)
        finding.shown |= _shown(listener)
        _judge(rig, finding)
    return finding


def _settle(rig: Rig) -> None:
    """Enrol the fingers of people whom the cloud names."""
    listener = Listener(rig.socket)
    enrol_all(rig, listener, {f"e-{n}": f"Person {n}" for n in range(1, FINGERS + 1)})
    listener.close()


def _live(listener: Listener, chance: random.Random) -> None:
    """Let the core live until it has shown a clocking, and then for a random moment: the kill may hit anything."""
    listener.until("a clocking is shown", lambda s: isinstance(s.face, Accepted))
    time.sleep(chance.uniform(0.0, 0.4))


def _shown(listener: Listener) -> set[str]:
    return {seen.snapshot.face.clocking for seen in listener.seen if isinstance(seen.snapshot.face, Accepted)}


def _resting(snapshot: Snapshot) -> bool:
    return isinstance(snapshot.face, Waiting) and snapshot.face.out_of_order is None


def _judge(rig: Rig, finding: Finding) -> None:
    rig.core.stop()
    key = load_or_make(rig.database.parent / "device.key")
    reading = connect_reading(rig.database)
    rows = reading.execute("SELECT number, record, signature FROM clocking ORDER BY number").fetchall()
    reading.close()
    broken = chain.verify(rows, key.verify)
    finding.gap = f"{broken.number}: {broken.reason}" if broken else None
    finding.stored = len(rows)
    held = [clocking["uuid"] for clocking in rig.cloud.clockings(TERMINAL)]
    finding.lost = finding.shown - set(held)
    finding.doubled = len(held) - len(set(held)) + abs(len(held) - len(rows))
    finding.audit = until("the audit", lambda: rig.cloud.audit(TERMINAL))


def main() -> int:
    """Run and tell."""
    parser = argparse.ArgumentParser(prog="scripts/soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="printed; repeats a run")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        finding = soak(Path(folder), arguments.kills, arguments.seed, report=True)
    print(
        f"{finding.kills} kills, {len(finding.shown)} clockings shown, {finding.stored} stored, "
        f"{len(finding.lost)} lost, {finding.doubled} doubled, chain broken at: {finding.gap}, audit: {finding.audit}"
    )
    return 0 if finding.sound else 1


if __name__ == "__main__":
    sys.exit(main())
