"""Accepts another fingerprint reader: `python -m terminal.adopt --config FILE`, with the core stopped.

Forgets whose fingers the old reader held, each with the time as the receipt of the purge; everybody enrols anew. A
reader whose password is not this clock's cannot be accepted: it must be reset by its maker's means first.
"""

import argparse
import sys
from pathlib import Path

from terminal.config import ConfigError, load
from terminal.identity import IdentityError, load_or_make
from terminal.store.errors import StoreError
from terminal.store.opening import open_store
from terminal.store.owning import sole_owner
from terminal.timekeeping import Timekeeper


def main() -> int:
    """Forget all fingers; return 0 when done."""
    parser = argparse.ArgumentParser(prog="python -m terminal.adopt", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="the core's settings")
    arguments = parser.parse_args()
    try:
        forgotten = forget_fingers(arguments.config)
    except (ConfigError, IdentityError, StoreError, OSError) as err:
        sys.stderr.write(f"Not done: {err}\n")
        return 1
    print(f"{forgotten} fingers forgotten. Start the core; it takes the reader that is connected.")
    return 0


def forget_fingers(config: Path) -> int:
    """Forget whose finger each slot holds and return how many there were. Raises what `main` catches."""
    settings = load(config)
    data_dir = Path(settings.terminal.data_dir)
    with sole_owner(data_dir):
        store = open_store(data_dir / "clock.db", settings.terminal.id, load_or_make(data_dir / "device.key"))
        try:
            residents = store.people.residents()
            for slot in residents:
                store.people.purge(slot, Timekeeper(settings.terminal.zone).stamp().utc_us)
        finally:
            store.close()
    return len(residents)


if __name__ == "__main__":
    sys.exit(main())
