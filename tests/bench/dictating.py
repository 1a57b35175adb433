"""Takes down what the core's own client would send for a backlog, so that a bare loop can send the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from terminal.identity import DeviceKey
from terminal.store.outbox import OutboxReader
from terminal.uplinks.cloud.client import CloudClient
from terminal.uplinks.cloud.https import Answer, Https, Limits
from terminal.uplinks.cloud.packing import Packing

_ANSWERS = {"PUT": b'{"terminal":"","last_sequence":0}', "POST": b'{"results":[]}'}


@dataclass(frozen=True, slots=True)
class Request:
    """One exchange as the core makes it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None


class Dictaphone(Https):
    """Connects to nothing, and answers that nothing was received."""

    def __init__(self) -> None:
        """Begin with no request."""
        super().__init__("https://localhost", None, Limits(1.0, 1.0))
        self.requests: list[Request] = []

    def exchange(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None = None,
        query: Mapping[str, str] | None = None,  # noqa: ARG002 - what is taken down here has none
    ) -> Answer:
        """Take down one exchange."""
        self.requests.append(Request(method, path, dict(headers), body))
        return Answer(200, "application/json", _ANSWERS[method])


def dictated(database: Path, key: DeviceKey, terminal: str, token_file: Path, batch: int) -> list[Request]:
    """Return the introduction and all deliveries of a database's outbox, in order."""
    dictaphone = Dictaphone()
    client = CloudClient(dictaphone, terminal, token_file)
    client.introduce(key.public, "bench", "Bench")
    packing = Packing(OutboxReader(database))
    try:
        packing.begin(0, batch, frozenset())
        while (packed := packing.take()) is not None:
            client.deliver(packed.body)
            packing.begin(packed.last, batch, frozenset())
    finally:
        packing.close()
        client.close()
    return dictaphone.requests
