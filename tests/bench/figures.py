"""The promised figures: their names, units and limits, and how they are told."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_ROW = "{:<30} {:>9} {:<9} {:>8}  {}"


@dataclass(frozen=True, slots=True)
class Bound:
    """What is promised of a figure: at most `limit`, or at least."""

    unit: str
    limit: float
    at_least: bool = False

    def holds(self, value: float) -> bool:
        """Tell whether a value keeps the promise."""
        return value >= self.limit if self.at_least else value <= self.limit


BOUNDS: dict[str, Bound] = {
    "finger_to_durable_ratio_r307": Bound("ratio", 1.05),
    "finger_to_durable_ratio_r503": Bound("ratio", 1.05),
    "commit_to_green_led_ms": Bound("ms p99", 10),
    "commit_to_green_frame_ms": Bound("ms p99", 40),
    "core_start_ratio": Bound("ratio", 1.5),
    "ui_start_ratio": Bound("ratio", 1.3),
    "ui_memory_over_mib": Bound("MiB", 40),
    "core_memory_mib": Bound("MiB", 80),
    "idle_cpu_ratio": Bound("ratio", 1.0),
    "record_cost_ratio": Bound("ratio", 5),
    "record_growth_ratio": Bound("ratio", 1.2),
    "backlog_rate_ratio": Bound("ratio", 0.8, at_least=True),
    "backlog_memory_growth_mib": Bound("MiB", 8),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure."""

    name: str
    value: float

    @property
    def bound(self) -> Bound:
        """Return what is promised of it."""
        return BOUNDS[self.name]

    @property
    def ok(self) -> bool:
        """Tell whether the promise is kept."""
        return self.bound.holds(self.value)


def row(figure: Figure) -> str:
    """Return a figure as a line of the table."""
    bound = figure.bound
    sense = "≥" if bound.at_least else "≤"
    value, limit = f"{figure.value:.3f}", f"{sense} {bound.limit:g}"
    return _ROW.format(figure.name, value, bound.unit, limit, "ok" if figure.ok else "MISSED")


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a table with a head."""
    return "\n".join([_ROW.format("name", "value", "unit", "limit", "ok"), *map(row, figures)])


def write_json(path: Path, figures: Sequence[Figure]) -> None:
    """Write the figures as a list of objects."""
    objects = [
        {
            "name": figure.name,
            "value": round(figure.value, 4),
            "unit": figure.bound.unit,
            "limit": figure.bound.limit,
            "ok": figure.ok,
        }
        for figure in figures
    ]
    path.write_text(json.dumps(objects, indent=2) + "\n", encoding="utf-8")
