"""What can go wrong at the cloud, each with the cause that a person is told."""

from terminal import causes
from terminal.messages import Cause


class CloudError(Exception):
    """The cloud did not do what was asked. `cause` is for people, the text for the log."""

    cause: Cause = causes.CLOUD_FAILING


class CloudUnreachable(CloudError, ConnectionError):
    """No connection came about, or it broke."""

    cause = causes.CLOUD_UNREACHED


class CloudSilent(CloudError, TimeoutError):
    """The answer did not come in time."""

    cause = causes.CLOUD_SILENT


class CloudUntrusted(CloudError):
    """The certificate is not one that is trusted for this name and time."""

    cause = causes.CLOUD_UNTRUSTED


class CloudFailing(CloudError):
    """The cloud answered with an error of its own (5xx)."""


class CloudBusy(CloudError):
    """The cloud asks to come back after `wait_s` seconds (429, or 503 with Retry-After)."""

    cause = causes.CLOUD_BUSY

    def __init__(self, text: str, wait_s: float) -> None:
        super().__init__(text)
        self.wait_s = wait_s


class CloudGarbled(CloudError):
    """The answer is not what the contract says."""

    cause = causes.CLOUD_GARBLED


class CloudRedirects(CloudError):
    """The cloud, or something in its place, sends the terminal elsewhere."""

    cause = causes.CLOUD_REDIRECTS


class CloudRefuses(CloudError, PermissionError):
    """The cloud does not accept this terminal (401, 403, 404, 409)."""

    cause = causes.CLOUD_REFUSES


class TokenMissing(CloudError):
    """The token file cannot be read or is empty."""

    cause = causes.CLOUD_TOKEN


class BatchRefused(CloudError):
    """The cloud says that it cannot take this batch, whatever is wrong with it."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason


class CursorExpired(CloudError):
    """The cloud does not know the cursor any more: start over."""
