"""The device's key: an Ed25519 pair made at the first start, readable by its owner only."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEY_BYTES = 32


class IdentityError(Exception):
    """The device's key cannot be used."""


class DeviceKey:
    """Signs records, and derives secrets that belong to this device alone. Calls come from any thread."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        """Wrap a key; see `load_or_make`."""
        self._private = private
        self._public = private.public_key()

    @property
    def public(self) -> bytes:
        """Return the raw 32-byte public key."""
        return self._public.public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, text: bytes) -> bytes:
        """Return the 64-byte signature (RFC 8032); the same text gives the same signature."""
        return self._private.sign(text)

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Tell whether this device signed the text."""
        try:
            self._public.verify(signature, text)
        except InvalidSignature:
            return False
        return True

    def sensor_password(self) -> int:
        """Derive the 32-bit password that pairs the fingerprint sensor with this device; never 0, the factory's."""
        derived = HKDF(hashes.SHA256(), 4, salt=None, info=b"fingerprint sensor password").derive(
            self._private.private_bytes_raw()
        )
        return int.from_bytes(derived) or 1


def load_or_make(path: Path) -> DeviceKey:
    """Read the key, or make it on the first start (mode 0600, synced to disk). Raises IdentityError."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return _make(path)
    except OSError as err:
        message = f"{path}: the device's key cannot be read ({err.strerror}); the core must run as its owner"
        raise IdentityError(message) from err
    if len(raw) != KEY_BYTES:
        message = f"{path}: not a device key ({len(raw)} bytes, not {KEY_BYTES}); restore it from the backup"
        raise IdentityError(message)
    return DeviceKey(Ed25519PrivateKey.from_private_bytes(raw))


def _make(path: Path) -> DeviceKey:
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key.private_bytes_raw())
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return DeviceKey(key)
