"""A terminal in a few lines: makes signed, chained records and delivers them, to try the cloud with."""

import base64
import json
import secrets
import time
import uuid
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.cloud.wire import FIRST_PREVIOUS

Signed = dict[str, str]


def uuid7() -> str:
    """Return a new UUID of version 7 (RFC 9562, section 5.7)."""
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return str(uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62))


class SampleTerminal:
    """Keeps a key and the end of its chain."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.key = Ed25519PrivateKey.generate()
        self.number = 0
        self.previous = FIRST_PREVIOUS

    def introduction(self) -> dict[str, str]:
        """Return the body of an introduction."""
        public = base64.b64encode(self.key.public_key().public_bytes_raw()).decode()
        return {"public_key": public, "version": "0.1.0", "site": "Sample site"}

    def content(self, employee: str = "e1", **changes: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON value
        """Return the next record before it is signed; `changes` replace its members."""
        return {
            "v": 1,
            "terminal": self.name,
            "number": self.number + 1,
            "uuid": uuid7(),
            "employee": employee,
            "kind": "in",
            "method": "finger",
            "score": 120,
            "voids": None,
            "stamp": {
                "utc_us": 1_790_000_000_000_000 + self.number,
                "offset_s": 3600,
                "zone": "Europe/Berlin",
                "monotonic_us": 1_000_000 + self.number,
                "boot_id": "7b0e5c52-58f7-4d53-8d0a-0d8a5a1f3c11",
                "quality": "synchronised",
                "error_ms": 20,
            },
            "previous": self.previous,
        } | changes

    def signed(self, content: dict[str, Any]) -> Signed:
        """Return a record with its signature, outside of the chain."""
        text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
        return {"record": text, "signature": base64.b64encode(self.key.sign(text.encode())).decode()}

    def clocking(self, employee: str = "e1", **changes: Any) -> Signed:  # noqa: ANN401  # any JSON value
        """Return the next clocking, signed, and go on from it."""
        signed = self.signed(self.content(employee, **changes))
        self.number += 1
        self.previous = sha256(signed["record"].encode()).hexdigest()
        return signed

    def clockings(self, count: int, employee: str = "e1") -> list[Signed]:
        """Return the next clockings."""
        return [self.clocking(employee) for _ in range(count)]


class Line:
    """A terminal's line to a cloud: requests with a token and the CA, and no retries."""

    def __init__(self, url: str, ca_file: Path, token: str, *, timeout_s: float = 20.0) -> None:
        self._url = url
        self._timeout_s = timeout_s
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = str(ca_file)
        self._session.headers["Authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:  # noqa: ANN401  # as requests has it
        """Send a request as it is."""
        options.setdefault("timeout", self._timeout_s)
        return self._session.request(method, self._url + path, **options)

    def introduce(self, terminal: SampleTerminal) -> requests.Response:
        """Make a terminal known."""
        return self.ask("PUT", f"/v1/terminals/{terminal.name}", json=terminal.introduction())

    def deliver(self, terminal: SampleTerminal, clockings: Iterable[Signed]) -> requests.Response:
        """Deliver clockings."""
        return self.ask("POST", f"/v1/terminals/{terminal.name}/clockings", json={"clockings": list(clockings)})

    def employees(self, terminal: SampleTerminal, cursor: str | None = None) -> requests.Response:
        """Ask for employees."""
        query = {} if cursor is None else {"cursor": cursor}
        return self.ask("GET", f"/v1/terminals/{terminal.name}/employees", params=query)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
