"""Watches which kind of link carries the default route."""

from drivers.network.api import Links, Medium
from terminal.events import LinkChanged
from terminal.messages import LinkKind
from terminal.workers import Post, Worker

EVERY_S = 2.0

_KINDS = {
    Medium.ETHERNET: LinkKind.ETHERNET,
    Medium.WIFI: LinkKind.WIFI,
    Medium.OTHER: LinkKind.OTHER,
    None: LinkKind.NONE,
}


class LinkWatching(Worker):
    """Reports a change within EVERY_S."""

    def __init__(self, post: Post, links: Links) -> None:
        """Report the first look whatever it shows."""
        super().__init__("links", post)
        self._links = links
        self._seen: LinkKind | None = None

    def work(self) -> None:
        """Look once, then rest."""
        kind = _KINDS[self._links.default_medium()]
        if kind is not self._seen:
            self._seen = kind
            self.post(LinkChanged(kind))
        self.stopping.wait(EVERY_S)
