"""Starts the reference cloud as a process of its own, for tests, benchmarks and demonstrations."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import requests

from tests.rig.program import Program

_ADMIN_S = 30.0


class CloudError(RuntimeError):
    """The cloud process did not do what it was told."""


class CloudProcess:
    """One cloud with its data in `folder`. A second start takes the same ports again, so that terminals find it."""

    def __init__(self, folder: Path, *, port: int = 0, http_port: int = 0) -> None:
        self.folder = folder
        self.log_file = folder / "cloud.log"
        self._ports = (port, http_port)
        self._ready: dict[str, Any] = {}
        self._program: Program | None = None
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy from the environment must not stand between

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    @property
    def url(self) -> str:
        """Return the address for the terminals, https://localhost:PORT."""
        return str(self._ready["url"])

    @property
    def admin_url(self) -> str:
        """Return the address of the admin side, without a slash at the end."""
        return str(self._ready["admin"])

    @property
    def ca_file(self) -> Path:
        """Return the CA certificate to trust."""
        return Path(self._ready["ca_file"])

    @property
    def token_file(self) -> Path:
        """Return the file with the terminals' token."""
        return Path(self._ready["token_file"])

    @property
    def token(self) -> str:
        """Return the terminals' token."""
        return self.token_file.read_text(encoding="ascii").strip()

    @property
    def pid(self) -> int:
        """Return the process id."""
        return int(self._ready["pid"])

    def start(self) -> Self:
        """Start and wait until it serves; CloudError when it does not."""
        if self._program is not None and self._program.running:
            message = "the cloud is already running; stop it first"
            raise CloudError(message)
        self.folder.mkdir(parents=True, exist_ok=True)
        arguments = (
            *("--data", str(self.folder.resolve())),
            *("--port", str(self._ports[0]), "--http-port", str(self._ports[1])),
        )
        self._program = Program("tests.cloud", arguments, self.log_file).start()
        try:
            self._ready = self._program.until_ready(self.folder / "ready.json")
        except AssertionError as err:
            self.kill()
            message = f"the cloud did not start: {err}"
            raise CloudError(message) from err
        self._ports = (_port(self.url), _port(self.admin_url))
        return self

    def stop(self) -> None:
        """Stop in an orderly way; idempotent."""
        self._session.close()
        if self._program is not None:
            self._program.stop()

    def kill(self) -> None:
        """Stop as a power cut would; idempotent."""
        self._session.close()
        if self._program is not None:
            self._program.kill()

    def switch(self, name: str, **options: float | str) -> None:
        """Switch a fault on: see switches.py for names and options."""
        self._ask("POST", "/admin/switch", {"name": name, **options})

    def clear(self, name: str | None = None) -> None:
        """Switch one fault off, or all."""
        self._ask("DELETE", "/admin/switch" if name is None else f"/admin/switch/{quote(name, safe='')}")

    def switches(self) -> list[dict[str, Any]]:
        """Return the faults that are on."""
        return list(self._ask("GET", "/admin/switch")["on"])

    def put_employees(self, employees: Mapping[str, str] | Iterable[tuple[str, str]]) -> None:
        """Add or rename employees, given as names by id."""
        pairs = employees.items() if isinstance(employees, Mapping) else employees
        self._ask("POST", "/admin/employees", [{"id": key, "name": name} for key, name in pairs])

    def delete_employee(self, employee: str) -> None:
        """Delete an employee."""
        self._ask("DELETE", f"/admin/employees/{quote(employee, safe='')}")

    def reset_cursors(self) -> None:
        """Make all cursors given out so far expire."""
        self._ask("POST", "/admin/reset-cursors")

    def clockings(self, terminal: str | None = None, *, after: int = 0) -> list[dict[str, Any]]:
        """Return all clockings held after an id, in the order in which they came; `record` is what was signed."""
        found: list[dict[str, Any]] = []
        chosen = "" if terminal is None else f"&terminal={quote(terminal, safe='')}"
        while True:
            page = self._ask("GET", f"/admin/clockings?after={after}{chosen}")
            if not page["clockings"]:
                return found
            found += page["clockings"]
            after = page["after"]

    def terminals(self) -> list[dict[str, Any]]:
        """Return the terminals that introduced themselves."""
        return list(self._ask("GET", "/admin/terminals")["terminals"])

    def audit(self, terminal: str) -> dict[str, Any]:
        """Return what an audit of a terminal's records finds: see audit.py."""
        return dict(self._ask("GET", f"/admin/terminals/{quote(terminal, safe='')}/audit"))

    def violations(self) -> list[str]:
        """Return the cloud's departures from its own description; there should be none."""
        return list(self._ask("GET", "/admin/violations")["violations"])

    def trapped(self) -> list[dict[str, Any]]:
        """Return who followed a redirect away from HTTPS."""
        return list(self._ask("GET", "/admin/trap")["visits"])

    def _ask(self, method: str, path: str, content: object = None) -> Any:  # noqa: ANN401  # any JSON value
        answer = self._session.request(method, self.admin_url + path, json=content, timeout=_ADMIN_S)
        if not answer.ok:
            message = f"{method} {path} was answered {answer.status_code}: {answer.text}"
            raise CloudError(message)
        return answer.json()


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])
