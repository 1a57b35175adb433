"""Give one order: python -m drivers.fingerprint.emulator.tell SOCKET press finger=7 quality=dry."""

import argparse
import json
import sys

from drivers.fingerprint.emulator.control import Control, EmulatorRefused


def main() -> int:
    """Print the answer as JSON; exit with 1 when the order was refused or nobody listens."""
    parser = argparse.ArgumentParser(prog="python -m drivers.fingerprint.emulator.tell", description=__doc__)
    parser.add_argument("socket", help="the emulator's control socket")
    parser.add_argument(
        "order", help="press, tap, lift, fault, clear, unplug, replug, swap, enrol, erase, status, timings"
    )
    parser.add_argument("fields", nargs="*", metavar="NAME=VALUE")
    arguments = parser.parse_args()
    fields = {}
    for field in arguments.fields:
        name, equals, value = field.partition("=")
        if not equals:
            parser.error(f"{field!r} is no NAME=VALUE")
        fields[name] = _value(value)
    try:
        with Control(arguments.socket) as control:
            answer = {"ok": True, **control.tell(arguments.order, **fields)}
    except (EmulatorRefused, OSError) as err:
        answer = {"ok": False, "error": str(err)}
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0 if answer["ok"] else 1


def _value(text: str) -> object:
    """Read a number, true, false or null as JSON does, 0x1D as a number, all else as text."""
    try:
        return int(text, 16) if text.startswith("0x") else json.loads(text)
    except ValueError:
        return text


if __name__ == "__main__":
    sys.exit(main())
