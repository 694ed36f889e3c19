"""Which providers answer just now: a circuit breaker for each, and who answered a session last.

A provider that has failed several times in a row is passed over for a while, if the request has another
route; then one request tries it again, and its answer decides. With no other route it is always tried: a
breaker must never make things worse than they are.
Source: M. T. Nygard, Release It!, "Circuit Breaker".
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from proxy_core.clock import Clock
from proxy_core.errors import ProxyError
from proxy_core.exchange import Candidate

#: failures in a row that open the breaker
FAILURES = 4
#: how long it stays open the first time and at most, in seconds; each failed try doubles it
FIRST_S, LONGEST_S = 15.0, 300.0
#: how long a session stays with the provider that answered it last: as long as prompt caches live by default
STICKY_S = 300.0
_SESSIONS = 1000


class Breaker(Enum):
    """How a provider stands."""

    CLOSED = "answers"
    OPEN = "is passed over for a while"
    PROBING = "is being tried again by one request"


@dataclass(slots=True)
class _State:
    failures: int = 0
    open_until: float | None = None
    open_for: float = 0.0
    probing: bool = False


class Health:
    """The state of all providers, by name. For the event loop alone."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._states: dict[str, _State] = {}
        self._last: OrderedDict[tuple[str, str], tuple[str, float]] = OrderedDict()

    def breaker(self, provider: str) -> Breaker:
        state = self._states.get(provider)
        if state is None or state.open_until is None:
            return Breaker.CLOSED
        if state.probing:
            return Breaker.PROBING
        return Breaker.OPEN if self._clock.monotonic() < state.open_until else Breaker.CLOSED

    def order(self, candidates: Sequence[Candidate], session: str, model: str) -> list[Candidate]:
        """The candidates as they should be tried: the session's last one first, those that fail last."""
        found = self._last.get((session, model)) if session else None
        last = found[0] if found and self._clock.monotonic() - found[1] < STICKY_S else None

        def rank(candidate: Candidate) -> tuple[bool, bool]:
            name = candidate.provider.name
            return self.breaker(name) is not Breaker.CLOSED, last is not None and name != last

        return sorted(candidates, key=rank)

    def tried(self, provider: str) -> None:
        """A request goes out. If the breaker's time is over, it is the one that decides."""
        state = self._states.get(provider)
        if state is not None and state.open_until is not None:
            state.probing = True

    def answered(self, provider: str, session: str, model: str) -> None:
        """An answer came to its end."""
        self._states.pop(provider, None)
        if session:
            self._last[session, model] = (provider, self._clock.monotonic())
            self._last.move_to_end((session, model))
            while len(self._last) > _SESSIONS:
                self._last.popitem(last=False)

    def failed(self, provider: str, error: ProxyError | None = None) -> None:
        """An attempt or an answer failed. error: what came back; a client's mistake is no failure."""
        state = self._states.setdefault(provider, _State())
        if error is not None and not counts(error):
            state.probing = False
            return
        state.failures += 1
        if state.open_until is not None:
            self._open(state, min(state.open_for * 2, LONGEST_S))
        elif state.failures >= FAILURES:
            self._open(state, FIRST_S)

    def left(self, provider: str) -> None:
        """The client went away before anything could be said of the provider."""
        state = self._states.get(provider)
        if state is not None:
            state.probing = False

    def _open(self, state: _State, seconds: float) -> None:
        state.open_for = seconds
        state.open_until = self._clock.monotonic() + seconds
        state.probing = False


def counts(error: ProxyError) -> bool:
    """Whether an error speaks against the provider: 5xx, time-outs and rate limits do, the rest is the
    client's or this proxy's."""
    return error.status in (408, 429) or error.status >= 500
