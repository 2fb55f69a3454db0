"""Links that a page hands out: each stands for one list that is written when the link is followed.

They live in the process that drew the page, are as hard to guess as a password, and end with it. Whoever follows one
has seen the page that held it.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from crm_analysis.export.lists import CustomerList

MOST = 10_000
LASTS = 12 * 60 * 60
"""Seconds: as long as somebody leaves a page open."""
TOKEN_BYTES = 32


@dataclass(frozen=True)
class Ticket:
    """What is written when a link is followed.

    Args:
        wanted: Which customers, for which tool.
        file: Name of the file; its ending says which kind.
        language: In which a failure is told.
    """

    wanted: CustomerList
    file: str
    language: str

    @property
    def what(self) -> tuple[object, ...]:
        """The same for tickets that stand for the same file."""
        wanted = self.wanted
        asked = (wanted.customers, wanted.layout.id, wanted.unknown_consent, wanted.columns, wanted.contact)
        return (wanted.name, *asked, self.file, self.language)


class Tickets:
    """The links that are out.

    Args:
        clock: Seconds that only grow.
        most: Held at once; the oldest gives way.
        lasts: Seconds that each is good for from its last drawing on.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST, lasts: float = LASTS) -> None:
        self._clock, self._most, self._lasts = clock, most, lasts
        self._held: OrderedDict[str, tuple[Ticket, float]] = OrderedDict()
        self._tokens: dict[tuple[object, ...], str] = {}
        self._lock = threading.Lock()

    def issue(self, ticket: Ticket) -> str:
        """The token of a ticket: the same for the same file, so that a page that is drawn again adds none."""
        with self._lock:
            token = self._tokens.setdefault(ticket.what, secrets.token_urlsafe(TOKEN_BYTES))
            self._held[token] = (ticket, self._clock() + self._lasts)
            self._held.move_to_end(token)
            while len(self._held) > self._most:
                self._forget(next(iter(self._held)))
            return token

    def find(self, token: str) -> Ticket | None:
        """The ticket of a token; None where there is none any more."""
        with self._lock:
            ticket, until = self._held.get(token, (None, 0.0))
            if ticket is not None and self._clock() > until:
                self._forget(token)
                return None
            return ticket

    def _forget(self, token: str) -> None:
        ticket, _ = self._held.pop(token)
        del self._tokens[ticket.what]


TICKETS = Tickets()
"""Those of this process."""


def path(token: str, file: str) -> str:
    """Where the file of a ticket is found, from any page of the app."""
    return f"lists/{token}/{quote(file)}"
