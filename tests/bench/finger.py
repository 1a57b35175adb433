"""finger_to_durable_ratio: finger down to clocking durable, over what the sensor itself and its wire need for it.

The sensor runs at its real pace. The dividend ends at the moment that the core logs right after its commit has
returned. The divisor is the emulator's own account of the three commands that identifying needs: the capture that saw
the finger, the conversion, the search; its times, and the bytes at 57,600 baud. All else is ours: the wait for the next
look at the glass, drivers, queues, rules, signature, disk. Fingers come down at random moments of the polling.
"""

import random
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from tests.bench.clock import FINGER, MeasuredRig, moments, until_accepted
from tests.bench.figures import Figure
from tests.bench.ground import Ground, say
from tests.bench.sampling import spread
from tests.rig.rig import Shape

PRESSES, PRESSES_QUICK = 30, 6
# A site of 50 people with two fingers each. More would lengthen the search, and so flatter the ratio.
FINGERS = 100
PHASE_S = 0.2  # several rounds of polling, so that every phase is as likely
_NEEDED = ({0x01}, {0x02}, {0x04, 0x1B})  # capture, conversion, either search
_RULES = {"duplicate_s": 0.0, "accepted_s": 0.3}


def measure(ground: Ground, profile: str) -> Iterator[Figure]:
    """Press a finger again and again on one model of sensor."""
    chance = random.Random(profile)
    downs: dict[int, float] = {}
    needed: dict[int, float] = {}
    with MeasuredRig(ground.folder / "rig", Shape(profile=profile, settings={"rules": _RULES})) as rig:
        control = rig.emulator.control
        listener = rig.listen_when_settled()
        rig.enrol(listener)
        control.enrol(finger=FINGER + 1, slot=1, count=FINGERS - 1)
        while len(needed) < ground.samples(PRESSES, PRESSES_QUICK):
            time.sleep(chance.uniform(0, PHASE_S))
            control.timings(reset=True)
            down_at = control.press(FINGER)
            number, _ = until_accepted(listener, since=down_at)
            control.lift()
            rig.until_glass_seen_empty()
            cost_s = needed_s(control.timings()[-1])
            if cost_s is not None:
                downs[number], needed[number] = down_at, cost_s
            listener.forget()
        durable = moments(rig.core.log).durable
    taken = {number: durable[number] - down_at for number, down_at in downs.items()}
    ratios = [taken[number] / needed[number] for number in taken]
    over_ms = [1_000 * (taken[number] - needed[number]) for number in taken]
    say(f"{profile}, {FINGERS} fingers: ratio {spread(ratios)}")
    say(f"{profile}: the sensor needs {1_000 * median(needed.values()):.1f} ms; beyond that, in ms: {spread(over_ms)}")
    yield Figure(f"finger_to_durable_ratio_{profile}", median(ratios))


def needed_s(press: dict[str, Any]) -> float | None:
    """Return what one capture, one conversion and one search cost sensor and wire, however often they were done.

    None when the account is incomplete: the finger came in the instant in which a capture had been heard but not begun,
    so that the emulator does not count it. Such a press waits for nothing; leaving it out flatters nobody.
    """
    costs = [cost for cost in press["commands"] if cost["code"] == 0 and cost["heard_at"] < press["searched_at"]]
    chosen = [next((cost for cost in costs if cost["command"] in kind), None) for kind in _NEEDED]
    if any(cost is None for cost in chosen):
        return None
    return sum(float(cost["sensor_s"]) + float(cost["wire_s"]) for cost in chosen if cost is not None)
