"""The reference cloud's outage, over its admin side."""

from dataclasses import dataclass
from typing import Any, Final

import requests

from tests.panel.watching import Watching

EVERY_S: Final = 1.0
ANSWER_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class CloudSeen:
    """What the admin side said last."""

    reached: bool = False
    outage: bool = False


class CloudWatching(Watching):
    """Follows the switch, also when somebody else turns it."""

    def __init__(self, admin_url: str) -> None:
        """Remember the address."""
        super().__init__("cloud", EVERY_S)
        self._url = admin_url.rstrip("/") + "/admin/switch"
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy from the environment must not stand between
        self.seen = CloudSeen()

    def set_outage(self, *, on: bool) -> None:
        """Begin or end an outage."""
        if on:
            self.order(lambda: self._ask("POST", self._url, {"name": "outage"}))
        else:
            self.order(lambda: self._ask("DELETE", f"{self._url}/outage"))

    def look(self) -> bool:
        """Ask which switches are on."""
        return self._ask("GET", self._url)

    def release(self) -> None:
        """Hang up."""
        self._session.close()

    def _ask(self, method: str, url: str, content: dict[str, str] | None = None) -> bool:
        """Send one request; each is answered with the switches that are on."""
        try:
            answer = self._session.request(method, url, json=content, timeout=ANSWER_S)
            answer.raise_for_status()
            on: list[dict[str, Any]] = answer.json()["on"]
            seen = CloudSeen(reached=True, outage=any(switch["name"] == "outage" for switch in on))
        except (requests.RequestException, ValueError, KeyError, TypeError):
            seen = CloudSeen()
        if seen != self.seen:
            self.seen = seen
            self.changed()
        return seen.reached
