"""Enrols a finger from a shell on the clock: `python -m terminal.enrol --socket PATH EMPLOYEE`.

For installers and support; whoever may open the core's socket may enrol. Follows the screen's own prompts.
"""

import argparse
import socket
import sys
import time
from pathlib import Path

import msgspec

from terminal.messages import (
    PROTOCOL,
    CommandRefused,
    Dismiss,
    Enrol,
    Enrolled,
    Enrolling,
    EnrolmentStep,
    Face,
    FromClient,
    FromCore,
    Hello,
    Refused,
    Snapshot,
)

PATIENCE_S = 40.0

_PROMPTS = {
    EnrolmentStep.PLACE: "Place the finger on the glass.",
    EnrolmentStep.LIFT: "Lift the finger.",
    EnrolmentStep.PLACE_AGAIN: "Place the same finger again.",
    EnrolmentStep.STORING: "Storing …",
}


def main() -> int:
    """Enrol; return 0 when the finger can be used."""
    parser = argparse.ArgumentParser(prog="python -m terminal.enrol", description=__doc__)
    parser.add_argument("--socket", type=Path, required=True, metavar="PATH", help="the core's socket")
    parser.add_argument("employee", help="the employee's id, as the cloud names it")
    arguments = parser.parse_args()
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE_S)
            connection.connect(str(arguments.socket))
            return _enrol(connection, arguments.employee)
    except OSError as err:
        sys.stderr.write(f"{arguments.socket}: {err}. Is the core running, and may you open its socket?\n")
        return 1


def _enrol(connection: socket.socket, employee: str) -> int:
    sent_at = time.monotonic()  # the clock of `made_at`
    for command in (Hello(PROTOCOL, "enrol"), Dismiss(), Enrol(employee)):
        _send(connection, command)
    told: str | None = None
    begun = False
    with connection.makefile("rb") as lines:
        for text in lines:
            message: FromCore = msgspec.json.decode(text, type=FromCore)
            if isinstance(message, CommandRefused):
                sys.stderr.write(f"The core refused: {message.reason}\n")
                return 1
            if not isinstance(message, Snapshot) or message.made_at < sent_at or _of_another(message.face, employee):
                continue
            begun = begun or isinstance(message.face, Enrolling)
            status = _status(message.face, begun=begun)
            if status is not None:
                return status
            if isinstance(message.face, Enrolling) and (prompt := _PROMPTS[message.face.step]) != told:
                told = prompt
                print(f"{message.face.name}: {prompt}", flush=True)
    sys.stderr.write("The core hung up.\n")
    return 1


def _of_another(face: Face, employee: str) -> bool:
    """Tell whether the clock shows somebody else's enrolment."""
    return isinstance(face, Enrolling | Enrolled) and face.employee != employee


def _status(face: Face, *, begun: bool) -> int | None:
    """Return the exit status once the enrolment is over, None before."""
    match face:
        case Enrolled(_, name, fingers):
            print(f"{name}: enrolled, {fingers} on this clock.")
            return 0
        case Refused(cause):
            sys.stderr.write(f"{cause.code} {cause.title}. {cause.remedy}\n")
            return 1
        case Enrolling():
            return None
        case _ if begun:
            sys.stderr.write("The enrolment was cancelled at the clock.\n")
            return 1
        case _:
            return None


def _send(connection: socket.socket, command: FromClient) -> None:
    connection.sendall(msgspec.json.encode(command) + b"\n")


if __name__ == "__main__":
    sys.exit(main())
