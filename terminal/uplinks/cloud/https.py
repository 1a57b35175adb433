"""One HTTPS exchange that can be trusted: bounded in time and size, never redirected, every failure named.

Does not know what is exchanged; see client.py.
"""

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import requests
from urllib3.exceptions import HTTPError

from terminal.uplinks.cloud.deadline import Deadline
from terminal.uplinks.cloud.errors import (
    CloudBusy,
    CloudError,
    CloudFailing,
    CloudGarbled,
    CloudRedirects,
    CloudRefuses,
    CloudSilent,
    CloudUnreachable,
    CloudUntrusted,
)

MAX_ANSWER_BYTES = 4 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024
_DEFAULT_WAIT_S = 30.0

_STATUS_BUSY = 429
_STATUS_UNAVAILABLE = 503
_PROBLEM = re.compile(rb'"type": ?"[a-z:-]{0,60}?([a-z][a-z-]{0,40})"')
_REFUSALS = (401, 403, 404, 409)


@dataclass(frozen=True, slots=True)
class Answer:
    """A status with its body, decompressed; `content_type` without parameters."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, and from then to the end of the answer."""

    connect_s: float
    answer_s: float


class _Session(requests.Session):
    """Knows no redirects: even when told not to follow one, requests reads its body whole, however large."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Take every answer as it is."""


class Https:
    """A session to one base URL. Used by one thread. Proxies and credentials of the environment are not looked at."""

    def __init__(self, base_url: str, ca_file: str | None, limits: Limits) -> None:
        """Prepare; nothing is connected before the first exchange."""
        self._base_url = base_url.rstrip("/")
        self._limits = limits
        self._session = _Session()
        self._session.trust_env = False
        self._session.verify = ca_file or True
        self._session.headers["User-Agent"] = "clock-terminal"
        self._deadline = Deadline()
        self._session.mount("https://", self._deadline.adapter())

    def exchange(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send and receive, `connect_s` + `answer_s` long at most for each address. Raises CloudError."""
        limit_s = self._limits.connect_s + self._limits.answer_s
        try:
            with (
                self._deadline.within(limit_s),
                self._session.request(
                    method,
                    self._base_url + path,
                    data=body,
                    params=query,
                    headers=dict(headers),
                    timeout=(self._limits.connect_s, self._limits.answer_s),
                    allow_redirects=False,
                    stream=True,
                ) as response,
            ):
                return self._received(response)
        except CloudError:
            raise
        except (requests.exceptions.RequestException, HTTPError, OSError, ValueError) as err:
            self._session.close()  # after a failure nothing is known of the connection: begin the next one anew
            if self._deadline.expired:
                message = f"no whole answer within {limit_s:g} s"
                raise CloudSilent(message) from err
            raise _named(err) from err

    def close(self) -> None:
        """Close pooled connections; the next exchange opens a new one."""
        self._session.close()

    def _received(self, response: requests.Response) -> Answer:
        content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        answer = Answer(response.status_code, content_type, self._body(response))
        _check(answer, response.headers)
        return answer

    def _body(self, response: requests.Response) -> bytes:
        """Read at most MAX_ANSWER_BYTES."""
        body = bytearray()
        for chunk in response.iter_content(_CHUNK_BYTES):
            body += chunk
            if len(body) > MAX_ANSWER_BYTES:
                message = f"the answer is larger than {MAX_ANSWER_BYTES} bytes"
                raise CloudGarbled(message)
        return bytes(body)


def retry_after_s(value: str | None, now_utc_s: float) -> float | None:
    """Read Retry-After (RFC 9110, 10.2.3): seconds or a date; None when absent or senseless."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now_utc_s)
    except (ValueError, TypeError):
        return None


def _check(answer: Answer, headers: Mapping[str, str]) -> None:
    """Raise for a status that no request of ours expects."""
    status = answer.status
    told = f"HTTP {status}{_problem(answer)}"
    if 300 <= status < 400:  # noqa: PLR2004 - the class of redirects
        message = f"{told} to {headers.get('Location', 'nowhere')[:200]}"
        raise CloudRedirects(message)
    if status in (_STATUS_BUSY, _STATUS_UNAVAILABLE):
        wait_s = retry_after_s(headers.get("Retry-After"), _date_of(headers))
        if status == _STATUS_BUSY or wait_s is not None:
            raise CloudBusy(told, _DEFAULT_WAIT_S if wait_s is None else wait_s)
    if status in _REFUSALS:
        raise CloudRefuses(told)
    if status >= 500:  # noqa: PLR2004 - the class of server errors
        raise CloudFailing(told)


def _problem(answer: Answer) -> str:
    """Return the name of the problem that a refusal gives (RFC 9457), for the log."""
    found = _PROBLEM.search(answer.body[:_CHUNK_BYTES]) if answer.content_type == "application/problem+json" else None
    return f" {found[1].decode()}" if found else ""


def _date_of(headers: Mapping[str, str]) -> float:
    """Return the server's own time, so that a Retry-After date does not depend on this terminal's clock."""
    try:
        return parsedate_to_datetime(headers.get("Date", "")).timestamp()
    except (ValueError, TypeError):
        return float("inf")  # without it a date cannot be counted: no wait beyond the back-off


def _named(err: Exception) -> CloudError:  # noqa: PLR0911 - one name for each failure
    """Name the failure of an exchange."""
    match err:
        case requests.exceptions.SSLError() if not _broke_off(err):
            return CloudUntrusted(_plain(err))
        case requests.exceptions.Timeout():
            return CloudSilent(_plain(err))
        case requests.exceptions.ContentDecodingError():
            return CloudGarbled(f"the body cannot be decompressed: {_plain(err)}")
        case requests.exceptions.ConnectionError() | requests.exceptions.ChunkedEncodingError():
            return CloudUnreachable(_plain(err))
        case requests.exceptions.RequestException() | ValueError():
            return CloudGarbled(_plain(err))
        case OSError():  # requests reports an authority file that cannot be read as a bare OSError
            return CloudUntrusted(_plain(err))
        case _:
            return CloudGarbled(_plain(err))


def _broke_off(err: BaseException) -> bool:
    """Tell a TLS connection that broke from one that is not to be trusted."""
    inner: BaseException | None = err
    while inner is not None:
        if isinstance(inner, ssl.SSLEOFError | ssl.SSLZeroReturnError | ConnectionResetError | BrokenPipeError):
            return True
        reason = getattr(inner, "reason", None) or (inner.args[0] if inner.args else None)
        inner = reason if isinstance(reason, BaseException) else inner.__cause__
    return False


def _plain(err: Exception) -> str:
    """Shorten the text of an error for the log."""
    reason = err.__cause__ or err.__context__ or err
    return f"{type(err).__name__}: {reason}"[:300]
