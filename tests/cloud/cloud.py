"""What the two listeners share: the ledger with its thread, the switches, the onlookers."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import ParamSpec, TypeVar

from tests.cloud.description import Description
from tests.cloud.ledger import Ledger
from tests.cloud.live import Audience, Trap
from tests.cloud.signatures import SignatureCheck
from tests.cloud.switches import Switches

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True)
class Cloud:
    """The cloud without its listeners. Everything here but the ledger belongs to the event loop's thread."""

    ledger: Ledger
    token: str
    description: Description = field(default_factory=Description)
    signatures: SignatureCheck = field(default_factory=SignatureCheck)
    switches: Switches = field(default_factory=Switches)
    audience: Audience = field(default_factory=Audience)
    trap: Trap = field(default_factory=Trap)
    contacts: dict[str, float] = field(default_factory=dict)  # seconds since 1970, by terminal
    violations: deque[str] = field(default_factory=lambda: deque(maxlen=1000))
    trap_url: str = ""
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="ledger"))

    @classmethod
    def at(cls, folder: Path, token: str) -> "Cloud":
        """Open the cloud whose database is in `folder`."""
        cloud = cls(Ledger(folder / "cloud.sqlite"), token)
        cloud.contacts = {terminal.id: terminal.last_contact_us / 1e6 for terminal in cloud.ledger.terminals()}
        return cloud

    async def in_ledger(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do ledger work on the ledger's one thread, one piece after the other."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: work(*args, **kwargs))

    def contact(self, terminal: str) -> None:
        """Note that a terminal was heard."""
        self.contacts[terminal] = time.time()
        self.audience.tell("contact", {"terminal": terminal, "at": self.contacts[terminal]})

    def close(self) -> None:
        """Finish the work begun, and close the database."""
        self._thread.shutdown()
        self.signatures.close()
        self.ledger.close()
