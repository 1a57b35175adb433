"""What is made of samples."""

import math
from collections.abc import Callable, Iterator, Sequence
from statistics import median


def p99(samples: Sequence[float]) -> float:
    """Return the 99th percentile by nearest rank: with fewer than 100 samples the largest."""
    return sorted(samples)[math.ceil(0.99 * len(samples)) - 1]


def spread(samples: Sequence[float], factor: float = 1.0) -> str:
    """Sum samples up for people."""
    least, middle, most = (factor * value for value in (min(samples), median(samples), max(samples)))
    return f"median {middle:.4g}, {least:.4g} to {most:.4g}, n={len(samples)}"


def interleaved(rounds: int, one: Callable[[], None], other: Callable[[], None]) -> Iterator[int]:
    """Do both in every round, in turned order every second time; yield the number of the round."""
    for number in range(rounds):
        first, second = (one, other) if number % 2 == 0 else (other, one)
        first()
        second()
        yield number
