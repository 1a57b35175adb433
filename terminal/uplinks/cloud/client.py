"""The cloud's contract as calls: introduce, deliver, fetch employees. Each is one HTTPS exchange.

Does not know when to call and what to do after a failure; see syncing.py.
"""

import base64
from pathlib import Path
from typing import TypeVar

import msgspec

from terminal.uplinks.cloud.errors import BatchRefused, CloudGarbled, CursorExpired, TokenMissing
from terminal.uplinks.cloud.https import Answer, Https
from terminal.uplinks.cloud.wire import (
    EmployeePage,
    Introduced,
    Introduction,
    Problem,
    Results,
)

Shape = TypeVar("Shape")

PROBLEMS = "urn:clock-terminal:problem:"
_BATCH_PROBLEMS = (f"{PROBLEMS}bad-batch", f"{PROBLEMS}too-large")  # others are about the request
_JSON = "application/json"
_PROBLEM_JSON = "application/problem+json"
_STATUS_OK = 200
_STATUS_GONE = 410
_STATUS_TOO_LARGE = 413
_BATCH_STATUSES = (400, _STATUS_TOO_LARGE, 422)


class CloudClient:
    """The calls. Used by one thread. Every call may raise CloudError."""

    def __init__(self, https: Https, terminal: str, token_file: Path) -> None:
        """Prepare; the token is read before each exchange, so that it can be replaced without a restart."""
        self._https = https
        self._path = f"/v1/terminals/{terminal}"
        self._token_file = token_file

    def introduce(self, public_key: bytes, version: str, site: str) -> Introduced:
        """Say who this terminal is."""
        introduction = Introduction(base64.b64encode(public_key).decode(), version, site)
        answer = self._exchange("PUT", self._path, body=msgspec.json.encode(introduction))
        return _decoded(answer, Introduced)

    def deliver(self, body: bytes) -> Results:
        """Send a batch as packing.py makes it. Raises BatchRefused when the cloud cannot take this batch."""
        answer = self._exchange("POST", f"{self._path}/clockings", body=body, encoding="gzip")
        if answer.status in _BATCH_STATUSES:
            raise _batch_refused(answer)
        return _decoded(answer, Results)

    def employees(self, cursor: str | None) -> EmployeePage:
        """Fetch what changed since the cursor; None starts over. Raises CursorExpired."""
        query = None if cursor is None else {"cursor": cursor}
        answer = self._exchange("GET", f"{self._path}/employees", query=query)
        if answer.status == _STATUS_GONE:
            message = "the cloud does not know the cursor any more"
            raise CursorExpired(message)
        return _decoded(answer, EmployeePage)

    def close(self) -> None:
        """Close pooled connections."""
        self._https.close()

    def _exchange(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        encoding: str | None = None,
        query: dict[str, str] | None = None,
    ) -> Answer:
        headers = {"Authorization": f"Bearer {self._token()}", "Accept": _JSON}
        if body is not None:
            headers["Content-Type"] = _JSON
        if encoding is not None:
            headers["Content-Encoding"] = encoding
        return self._https.exchange(method, path, headers=headers, body=body, query=query)

    def _token(self) -> str:
        try:
            token = self._token_file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as err:
            message = f"{self._token_file}: {err}"
            raise TokenMissing(message) from err
        if not token or not token.isprintable() or " " in token:
            message = f"{self._token_file}: holds no token"
            raise TokenMissing(message)
        return token


def _decoded(answer: Answer, shape: type[Shape]) -> Shape:
    if answer.status != _STATUS_OK or answer.content_type != _JSON:
        message = f"HTTP {answer.status} with {answer.content_type or 'no content type'} instead of 200 with {_JSON}"
        raise CloudGarbled(message)
    try:
        return msgspec.json.decode(answer.body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as err:
        message = f"the body is not what the contract says: {err}"
        raise CloudGarbled(message) from err


def _batch_refused(answer: Answer) -> Exception:
    """Only a problem in the contract's own words is about the batch: a proxy's 400 must not cost a clocking."""
    if answer.content_type == _PROBLEM_JSON:
        try:
            problem = msgspec.json.decode(answer.body, type=Problem)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            problem = None
        if problem is not None and problem.type in _BATCH_PROBLEMS:
            return BatchRefused(problem.type.removeprefix(PROBLEMS), (problem.detail or problem.title)[:500])
    return CloudGarbled(f"HTTP {answer.status} that is not from the cloud's contract")
