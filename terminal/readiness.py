"""The file that says the core is ready: JSON with `pid`, `socket` and `ready_at` (monotonic seconds)."""

import json
import os
import time
from pathlib import Path


class NotAReadyFile(OSError):
    """Something else lies where the ready file should."""


def tell_ready(path: Path, socket: str) -> None:
    """Write the file, whole or not at all. Raises OSError that names the setting."""
    facts = {"pid": os.getpid(), "socket": socket, "ready_at": time.monotonic()}
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(facts) + "\n", encoding="ascii")
        fresh.rename(path)
    except OSError as err:
        message = f"terminal.ready_file {path}: {err.strerror}; its folder must be one that the core's user may write"
        raise OSError(message) from err


def forget_ready(path: Path) -> None:
    """Remove the file, and nothing else that lies there. Raises NotAReadyFile."""
    try:
        facts = json.loads(path.read_bytes())
    except FileNotFoundError:
        return
    except (ValueError, OSError):
        facts = None
    if not isinstance(facts, dict) or "ready_at" not in facts:
        message = f"terminal.ready_file {path} is there already and is no ready file; name another"
        raise NotAReadyFile(message)
    path.unlink(missing_ok=True)
