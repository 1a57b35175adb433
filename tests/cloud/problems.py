"""Errors as the terminals get to see them: application/problem+json (RFC 9457)."""

from collections.abc import Mapping

import msgspec
from aiohttp import web

_TITLES = {
    "bad-request": "The request is not understood",
    "bad-batch": "The batch is not understood",
    "unauthorised": "The token is missing or wrong",
    "unknown-terminal": "The terminal has not introduced itself",
    "no-such-page": "There is nothing at this address",
    "wrong-method": "This address does not offer the method",
    "key-changed": "The terminal came with another key",
    "cursor-expired": "The cursor cannot be followed any more",
    "too-large": "The body is too large",
    "unsupported-body": "The kind of body is not supported",
    "busy": "The cloud is busy",
    "failed": "The cloud failed",
}


class ProblemError(Exception):
    """A request ends with a problem; raised by handlers, answered by the middleware."""

    def __init__(
        self,
        name: str,
        status: int,
        detail: str,
        *,
        index: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.name = name
        self.status = status
        self.detail = detail
        self.index = index
        self.headers = dict(headers or {})

    def response(self) -> web.Response:
        """Return the answer."""
        content: dict[str, str | int] = {
            "type": f"urn:clock-terminal:problem:{self.name}",
            "title": _TITLES[self.name],
            "detail": self.detail,
            "status": self.status,
        }
        if self.index is not None:
            content["index"] = self.index
        return web.Response(
            status=self.status,
            body=msgspec.json.encode(content),
            content_type="application/problem+json",
            headers=self.headers,
        )
