"""The default route's medium, read from the kernel's files."""

from pathlib import Path

import pytest

from drivers.network.api import Medium
from drivers.network.kernel import KernelLinks

HEADER = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"


def route(device: str, metric: int, destination: str = "00000000", flags: str = "0003") -> str:
    mask = "00000000" if destination == "00000000" else "00FFFFFF"
    return f"{device}\t{destination}\t0101A8C0\t{flags}\t0\t0\t{metric}\t{mask}\t0\t0\t0\n"


def links(tmp_path: Path, *routes: str) -> KernelLinks:
    for device, files in {
        "eth0": {"type": "1"},
        "wlan0": {"type": "1", "wireless/x": ""},
        "ppp0": {"type": "512"},
    }.items():
        for name, text in files.items():
            path = tmp_path / "sys/class/net" / device / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    (tmp_path / "proc/net").mkdir(parents=True)
    (tmp_path / "proc/net/route").write_text(HEADER + "".join(routes))
    return KernelLinks(tmp_path / "proc", tmp_path / "sys")


@pytest.mark.parametrize(
    ("routes", "medium"),
    [
        ((), None),
        ((route("eth0", 100, "0001A8C0"),), None),
        ((route("eth0", 100),), Medium.ETHERNET),
        ((route("eth0", 600), route("wlan0", 100)), Medium.WIFI),
        ((route("eth0", 100, flags="0002"), route("ppp0", 700)), Medium.OTHER),
        ((route("gone0", 1),), Medium.OTHER),
    ],
)
def test_the_lowest_metric_wins(tmp_path: Path, routes: tuple[str, ...], medium: Medium | None) -> None:
    assert links(tmp_path, *routes).default_medium() is medium


def test_this_machine_can_be_read() -> None:
    assert KernelLinks().default_medium() in {None, *Medium}
