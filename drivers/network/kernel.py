"""What the kernel says of routes and links: /proc/net/route and /sys/class/net.

Reads IPv4 only, changes nothing, and does not know whether anything beyond the gateway answers.
"""

from pathlib import Path

from drivers.network.api import Medium

_ANYWHERE = "00000000"
_ROUTE_UP = 0x1  # RTF_UP, linux/route.h
_ARPHRD_ETHER = "1"


class KernelLinks:
    """Implements `Links`. Calls come from any thread."""

    def __init__(self, proc: Path = Path("/proc"), sys: Path = Path("/sys")) -> None:
        """Read below these mount points."""
        self._routes = proc / "net/route"
        self._devices = sys / "class/net"

    def default_medium(self) -> Medium | None:
        """Return what carries the default route with the lowest metric."""
        device = self._default_device()
        if device is None:
            return None
        folder = self._devices / device
        if (folder / "wireless").exists() or (folder / "phy80211").exists():
            return Medium.WIFI
        return Medium.ETHERNET if _text(folder / "type") == _ARPHRD_ETHER else Medium.OTHER

    def _default_device(self) -> str | None:
        found: list[tuple[int, str]] = []
        for row in _text(self._routes).splitlines()[1:]:
            device, destination, _, flags, _, _, metric, mask, *_ = row.split()
            if destination == mask == _ANYWHERE and int(flags, 16) & _ROUTE_UP:
                found.append((int(metric), device))
        return min(found)[1] if found else None


def _text(path: Path) -> str:
    """Read a file of the kernel; empty when the device has just gone."""
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return ""
