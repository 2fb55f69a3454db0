"""How often may somebody come? So often within some seconds, and then not before the first of them are over."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

MOST_VISITORS = 10_000
"""Remembered at once; whoever has not come for longest is forgotten."""


class Pace:
    """A limit for each of many visitors.

    Args:
        most: Times that one may come within ``seconds``.
        seconds: Length of the window, which moves with the clock.
        clock: Seconds that only grow.
    """

    def __init__(self, most: int, seconds: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self.seconds, self._clock = most, seconds, clock
        self._visits: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, visitor: str) -> bool:
        """Whether the visitor may come now; a visit that is not allowed does not count."""
        now = self._clock()
        with self._lock:
            visits = self._visits.setdefault(visitor, deque())
            self._visits.move_to_end(visitor)
            if len(self._visits) > MOST_VISITORS:
                self._visits.popitem(last=False)
            while visits and visits[0] <= now - self.seconds:
                visits.popleft()
            if len(visits) >= self.most:
                return False
            visits.append(now)
            return True
