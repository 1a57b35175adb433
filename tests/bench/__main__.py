"""Measures the promised figures and says which are kept: `python -m tests.bench`."""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench import backlog, finger, green, recording, resources, starting
from tests.bench.figures import BOUNDS, Figure, table, write_json
from tests.bench.ground import Ground, prepared, say


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that are measured together."""

    folder: str
    names: tuple[str, ...]
    measure: Callable[[Ground], Iterator[Figure]]


GROUPS = (
    Group("r307", ("finger_to_durable_ratio_r307",), partial(finger.measure, profile="r307")),
    Group("r503", ("finger_to_durable_ratio_r503",), partial(finger.measure, profile="r503")),
    Group("green", ("commit_to_green_led_ms", "commit_to_green_frame_ms"), green.measure),
    Group("start", ("core_start_ratio",), starting.measure),
    Group(
        "resources",
        ("ui_start_ratio", "ui_memory_over_mib", "core_memory_mib", "idle_cpu_ratio"),
        resources.measure,
    ),
    Group("cost", ("record_cost_ratio",), recording.measure_cost),
    Group("growth", ("record_growth_ratio",), recording.measure_growth),
    Group("backlog", ("backlog_rate_ratio", "backlog_memory_growth_mib"), backlog.measure),
)


def main() -> int:
    """Measure; return 1 when a figure misses its limit."""
    arguments = _arguments()
    chosen = _chosen(arguments.only)
    figures: list[Figure] = []
    try:
        with prepared(quick=arguments.quick) as ground:
            for group in GROUPS:
                if chosen.isdisjoint(group.names):
                    continue
                within = ground.within(group.folder)
                # One by one, so that those measured before a failure are kept.
                figures.extend(figure for figure in group.measure(within) if figure.name in chosen)
                within.clear()
    finally:
        # Also when a measurement failed: what was measured before stands.
        if arguments.quick:
            say("few samples were taken: this says that the bench works, not that the promises are kept")
        sys.stdout.write(table(figures) + "\n")
        if arguments.json is not None:
            write_json(arguments.json, figures)
    return 0 if all(figure.ok for figure in figures) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description=__doc__, epilog=f"The figures: {', '.join(BOUNDS)}."
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--only", metavar="NAME,…", help="measure only figures whose names begin so")
    parser.add_argument("--quick", action="store_true", help="take few samples: a smoke test")
    return parser.parse_args()


def _chosen(only: str | None) -> frozenset[str]:
    """Return the figures to measure; ends the program when a name fits none."""
    if only is None:
        return frozenset(BOUNDS)
    beginnings = [name.strip() for name in only.split(",") if name.strip()]
    for beginning in beginnings:
        if not any(name.startswith(beginning) for name in BOUNDS):
            sys.exit(f"scripts/bench: no figure's name begins with {beginning!r}; the names: {', '.join(BOUNDS)}")
    return frozenset(name for name in BOUNDS if name.startswith(tuple(beginnings)))


if __name__ == "__main__":
    sys.exit(main())
