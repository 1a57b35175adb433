"""The core's loop on a real store, turned by hand."""

from drivers.leds.api import LedError, Pattern
from terminal.core import Core, Place
from terminal.events import FingerDown, KeyChosen
from terminal.messages import Snapshot, Waiting
from terminal.model import Key
from terminal.store.opening import Store
from tests.unit.core.samples import matched, ready_state, stamp


class DeadLight:
    """A status light whose wire is broken."""

    def show(self, pattern: Pattern) -> None:  # noqa: ARG002 - as the port defines it
        message = "the line cannot be set"
        raise LedError(message)

    def close(self) -> None:
        """Nothing to release."""


def without_light(store: Store) -> tuple[Core, list[Snapshot]]:
    """Return a core whose light is dead, and what it shows."""
    shown: list[Snapshot] = []
    core = Core(
        state=ready_state(),
        store=store,
        leds=DeadLight(),
        place=Place("Test", "T-1", "UTC"),
        stamp=stamp,
        alive=lambda: None,
    )
    core.attach((), shown.append, None, None)
    return core, shown


def test_a_dead_light_is_told_and_the_clock_goes_on(store: Store) -> None:
    core, shown = without_light(store)
    core.take(FingerDown())
    core.take(matched(1, 1))
    assert store.clockings.last_number == 1
    light = next(row for row in shown[-1].support if row.subject == "Status light")
    assert light.cause is not None
    assert (light.cause.code, light.value) == ("L-101", "the line cannot be set")


def test_a_snapshot_is_published_for_a_change_only(store: Store) -> None:
    core, shown = without_light(store)
    core.take(KeyChosen(Key.IN))
    before = len(shown)
    core.take(KeyChosen(None))
    core.take(KeyChosen(None))
    assert len(shown) == before + 1
    assert shown[-1].face == Waiting()
    assert [snapshot.revision for snapshot in shown] == list(range(1, len(shown) + 1))
