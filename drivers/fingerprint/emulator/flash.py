"""What the emulated sensor keeps without power: templates, password, parameters. One JSON file, replaced atomically."""

import base64
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from drivers.fingerprint.emulator.fingers import fill, head_of


@dataclass(slots=True)
class Flash:
    """The memory of one sensor. Change it, then `save`."""

    path: Path
    template_bytes: int
    templates: dict[int, bytes] = field(default_factory=dict)
    password: int = 0
    address: int = 0xFFFFFFFF
    baud: int = 57_600
    security_level: int = 3
    packet_bytes: int = 128

    def save(self) -> None:
        """Write the file durably."""
        kept = {name: getattr(self, name) for name in _PLAIN_FIELDS}
        kept["templates"] = {str(slot): _packed(raw) for slot, raw in sorted(self.templates.items())}
        draft = self.path.with_name(self.path.name + ".new")
        with draft.open("w", encoding="utf-8") as file:
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


_PLAIN_FIELDS = ("template_bytes", "password", "address", "baud", "security_level", "packet_bytes")


def load(path: Path, template_bytes: int, baud: int | None = None) -> Flash:
    """Read a sensor's memory, or make a new one whose speed is `baud`. Raises ValueError on another model's file."""
    if not path.exists():
        flash = Flash(path, template_bytes)
        flash.baud = baud or flash.baud
        flash.save()
        return flash
    kept = json.loads(path.read_text(encoding="utf-8"))
    if kept["template_bytes"] != template_bytes:
        message = f"{path} is the library of another model: its templates have {kept['template_bytes']} bytes"
        raise ValueError(message)
    templates = {int(slot): _unpacked(packed, template_bytes) for slot, packed in kept["templates"].items()}
    return Flash(path=path, templates=templates, **{name: kept[name] for name in _PLAIN_FIELDS})


def _packed(raw: bytes) -> dict[str, str]:
    """Shorten a template to what it can be made from again."""
    head = head_of(raw)
    return {"raw": base64.b64encode(raw).decode()} if head is None else {"head": head.hex()}


def _unpacked(packed: dict[str, str], size: int) -> bytes:
    """Return the template that was shortened."""
    return base64.b64decode(packed["raw"]) if "raw" in packed else fill(bytes.fromhex(packed["head"]), size)
