"""The shape of the repository: what lies at the top, and that nothing in it says where packages come from."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.rig.program import ROOT

AGREED = {"pyproject.toml", "terminal", "ui", "drivers", "systemd", "scripts", "tests", "README.md"}
ALSO = {"LICENSE", "THIRD_PARTY.md"}

# Put together here, so that this file does not hold what it looks for.
_REGISTRIES = ("py" + "pi", "python" + "hosted", "pi" + "wheels", "npm" + "js", "yarn" + "pkg", "crates", "rubygems")
HOST = re.compile(
    rf"\b(?:{'|'.join(_REGISTRIES)})\.(?:org|com|io)\b|\bregistry\.[a-z0-9-]+\.[a-z]{{2,}}", re.IGNORECASE
)
# A simple index has such addresses wherever it is served, and installers take it by such options.
INDEX = re.compile(
    r"https?://[^\s\"'<>]+/(?:simple|api/npm)(?:/|\b)|--(?:extra-)?index-url\s*=?\s*\S*://", re.IGNORECASE
)


def files() -> list[Path]:
    """Return every file of the repository: known to git, or about to be."""
    listed = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
        cwd=ROOT,
        capture_output=True,
        timeout=30,
        check=True,
    )
    paths = [Path(name) for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if (ROOT / path).is_file()]


def lines() -> Iterator[tuple[str, str]]:
    """Yield each line of each text file, with its place."""
    for path in files():
        raw = (ROOT / path).read_bytes()
        if b"\0" not in raw:
            for number, text in enumerate(raw.decode("utf-8", errors="replace").splitlines(), start=1):
                yield f"{path}:{number}", text


def test_the_top_level_holds_what_was_agreed_and_nothing_else() -> None:
    found = {path.parts[0] for path in files()}
    plain = {name for name in found if not name.startswith(".") and not re.fullmatch(r"requirements.*\.lock", name)}
    assert plain >= AGREED
    assert plain - AGREED - ALSO == set()


def test_no_file_names_a_package_registry() -> None:
    assert [where for where, text in lines() if HOST.search(text) or INDEX.search(text)] == []


def test_the_lock_files_hold_no_address_and_a_hash_for_everything() -> None:
    locks = sorted(ROOT.glob("requirements*.lock"))
    assert locks
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert "http:" not in text
        assert "https:" not in text
        assert not re.search(r"^\s*--(?!hash)", text, re.MULTILINE)
        pinned = [part for part in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE) if "==" in part]
        assert pinned
        assert [part.split()[0] for part in pinned if "--hash=sha256:" not in part] == []


def test_the_search_would_find_what_it_looks_for() -> None:
    scheme = "https" + "://"
    for host in ("files.python" + "hosted.org", "py" + "pi.org", "registry.npm" + "js.org", "www.pi" + "wheels.org"):
        assert HOST.search(f"{scheme}{host}/x")
    assert INDEX.search(f"{scheme}packages.example/simple/")
    assert not INDEX.search("keep it simple, see https" + "://packages.example/docs")
