"""What the running clock costs beside the least Kivy program on the same display: start, memory, idle CPU time.

ui_start_ratio: from before the screen's process is made to its first frame with a snapshot of a running core, of which
the core has been told; over the same for the program with one label and its first frame.
ui_memory_over_mib: resident memory of the screen less that of the program with one label, both idle.
core_memory_mib: resident memory of the core after clockings and a sync.
idle_cpu_ratio: CPU time (user and system) of core and screen, over that of the program with one label, in the same
seconds. Core and screen do all they do when nobody is there: look for a finger, ask the cloud. Emulator and cloud are
other people's machines, and not counted.
"""

import time
from collections.abc import Iterator
from statistics import median

from tests.bench.clock import FINGER, MeasuredRig, until_accepted, until_at_rest
from tests.bench.figures import Figure
from tests.bench.ground import Ground, say
from tests.bench.sampling import interleaved, spread
from tests.bench.screens import display, one_label, open_screen, until_drawn, until_first_frame
from tests.rig.display import Display
from tests.rig.listener import Listener
from tests.rig.program import Program
from tests.rig.rig import Shape

STARTS, STARTS_QUICK = 7, 3
IDLE_S, IDLE_QUICK_S = 40, 6
SETTLE_S = 5.0
CLOCKINGS = 10
_MIB = 2**20
_CPUCLOCK_SCHED = 2  # clock_getcpuclockid(3) makes the clock of a process of it; Python has that for threads only
_RULES = {"duplicate_s": 0.0, "accepted_s": 0.2}
_CLOUD = {"poll_s": 60.0}  # the rig asks every second, to be quick; a clock asks every minute


def measure(ground: Ground) -> Iterator[Figure]:
    """Start both programs by turns, then let both stand side by side."""
    shape = Shape(settings={"rules": _RULES, "cloud": _CLOUD})
    with display() as shown, MeasuredRig(ground.folder / "rig", shape) as rig:
        listener = rig.listen_when_settled()
        label = one_label(shown, ground.folder / "kivy")
        yield from _starts(ground.samples(STARTS, STARTS_QUICK), rig, label, shown)
        _clock_and_sync(rig, listener)
        yield Figure("core_memory_mib", _resident_mib(rig.core))
        yield from _idle(ground.samples(IDLE_S, IDLE_QUICK_S), rig, label, shown)


def _starts(rounds: int, rig: MeasuredRig, label: Program, shown: Display) -> Iterator[Figure]:
    ui_s: list[float] = []
    label_s: list[float] = []

    def start_ui() -> None:
        after = rig.core.log.stat().st_size
        begun_at = time.monotonic()
        screen = open_screen(rig, shown)
        ui_s.append(until_drawn(rig.core.log, after=after) - begun_at)
        screen.stop()

    def start_label() -> None:
        label.log.unlink(missing_ok=True)
        begun_at = time.monotonic()
        label.start()
        label_s.append(until_first_frame(label) - begun_at)
        label.stop()

    start_ui()  # the first ones may have to compile, and Kivy makes its files
    start_label()
    ui_s.clear()
    label_s.clear()
    for _ in interleaved(rounds, start_ui, start_label):
        pass
    say(f"first frame of the screen, in ms: {spread(ui_s, 1_000)}")
    say(f"first frame of one label, in ms: {spread(label_s, 1_000)}")
    yield Figure("ui_start_ratio", median(ui_s) / median(label_s))


def _clock_and_sync(rig: MeasuredRig, listener: Listener) -> None:
    rig.enrol(listener)
    for _ in range(CLOCKINGS):
        down_at = rig.emulator.control.press(FINGER)
        until_accepted(listener, since=down_at)
        rig.emulator.control.lift()
        rig.until_glass_seen_empty()
        until_at_rest(listener)
    listener.until_now("all clockings are delivered", lambda snapshot: snapshot.strip.undelivered == 0)


def _idle(seconds: int, rig: MeasuredRig, label: Program, shown: Display) -> Iterator[Figure]:
    label.log.unlink(missing_ok=True)
    label.start()
    try:
        after = rig.core.log.stat().st_size
        screen = open_screen(rig, shown)
        until_drawn(rig.core.log, after=after)
        until_first_frame(label)
        time.sleep(SETTLE_S)
        resident, unique = (_resident_mib(screen), _resident_mib(label)), (_unique_mib(screen), _unique_mib(label))
        say(
            f"screen and label hold {resident[0]:.1f} and {resident[1]:.1f} MiB, of it {unique[0]:.1f} and "
            f"{unique[1]:.1f} alone"
        )
        yield Figure("ui_memory_over_mib", resident[0] - resident[1])
        programs = (rig.core, screen, label)
        before = [_cpu_s(program) for program in programs]
        time.sleep(seconds)
        core, ui, one = (_cpu_s(program) - spent for program, spent in zip(programs, before, strict=True))
        say(f"idle for {seconds} s: core {core:.3f} s, screen {ui:.3f} s of CPU; one label {one:.3f} s")
        yield Figure("idle_cpu_ratio", (core + ui) / one)
    finally:
        label.stop()


def _resident_mib(program: Program) -> float:
    return float(program.measured().memory_info().rss) / _MIB


def _unique_mib(program: Program) -> float:
    return float(program.measured().memory_full_info().uss) / _MIB


def _cpu_s(program: Program) -> float:
    """Return the CPU time of a process, all its threads, exactly; /proc tells it in hundredths of a second only."""
    return time.clock_gettime(~program.measured().pid << 3 | _CPUCLOCK_SCHED)
