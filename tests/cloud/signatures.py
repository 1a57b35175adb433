"""Checks Ed25519 signatures, a batch at a time over all cores."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Signed = tuple[str, bytes]  # text, signature


def genuine(key: Ed25519PublicKey, text: str, signature: bytes) -> bool:
    """Say whether `signature` was made over the text's UTF-8 bytes with the private half of `key`."""
    try:
        key.verify(signature, text.encode())
    except InvalidSignature:
        return False
    return True


class SignatureCheck:
    """Checks many signatures at once. The library frees the interpreter while it checks, so that threads do help."""

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or min(8, os.cpu_count() or 1)
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="signature")

    def all_genuine(self, public_key: bytes, signed: Sequence[Signed]) -> list[bool]:
        """Check every text against its signature, in order. Blocks."""
        key = Ed25519PublicKey.from_public_bytes(public_key)
        share = -(-len(signed) // self._threads) or 1
        shares = [signed[start : start + share] for start in range(0, len(signed), share)]

        def check(part: Sequence[Signed]) -> list[bool]:
            return [genuine(key, text, signature) for text, signature in part]

        return [verdict for part in self._pool.map(check, shares) for verdict in part]

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()
