"""Server-sent events: what happens at the cloud, to everybody who looks at its page."""

import asyncio
from collections import deque

import msgspec

MOST_WAITING = 200


class Audience:
    """Those who are looking. Belongs to the event loop's thread. A slow one misses events, and is told to reload."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[bytes]] = set()
        self.closing = asyncio.Event()

    def __len__(self) -> int:
        """Return how many are looking."""
        return len(self._queues)

    def join(self) -> asyncio.Queue[bytes]:
        """Return the queue of a new onlooker."""
        queue: asyncio.Queue[bytes] = asyncio.Queue(MOST_WAITING)
        self._queues.add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[bytes]) -> None:
        """Forget an onlooker."""
        self._queues.discard(queue)

    def tell(self, event: str, content: object) -> None:
        """Send an event to all."""
        if not self._queues:
            return
        message = b"event: " + event.encode() + b"\ndata: " + msgspec.json.encode(content) + b"\n\n"
        for queue in self._queues:
            try:
                queue.put_nowait(message)
            except asyncio.QueueFull:
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(b"event: missed\ndata: {}\n\n")


class Trap:
    """Notes who followed a redirect to plain HTTP, and whether a token was given away there."""

    def __init__(self) -> None:
        self.visits: deque[dict[str, str | bool]] = deque(maxlen=1000)

    def note(self, method: str, path: str, *, token_given: bool) -> None:
        """Remember a visit."""
        self.visits.append({"method": method, "path": path, "token_given": token_given})
