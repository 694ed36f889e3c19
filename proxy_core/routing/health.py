"""Which providers answer just now: a circuit breaker for each, how quickly their models answer, and who
answered a session last.

A provider that has failed several times in a row is passed over for a while, if the request has another
route; then one request tries it again, and its answer decides. With no other route it is always tried: a
breaker must never make things worse than they are.
Source: M. T. Nygard, Release It!, "Circuit Breaker".
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
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
_MODELS = 1000
#: what the newest answer counts for in the average speed
_WEIGHT = 0.3
#: answers of fewer tokens say nothing of how many come in a second
_LEAST_TOKENS = 20
#: what speaks against a provider; all other codes are the client's or this proxy's own
_CODES = frozenset({"INFERENCE_UPSTREAM_FAILURE", "INFERENCE_UNAVAILABLE", "RATE_LIMITED"})


class Breaker(Enum):
    """How a provider stands."""

    CLOSED = "answers"
    OPEN = "is passed over for a while"
    PROBING = "is being tried again by one request"


@dataclass(frozen=True, slots=True)
class Pace:
    """How quickly a model answered. first_s: until its first event; tokens and seconds: of what came then."""

    first_s: float
    tokens: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Speed:
    """What a model's answers took of late. latency_s: until the first event; tokens_per_s: None where nobody
    counted them."""

    latency_s: float
    tokens_per_s: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a provider stands, for people. failures: in a row; code: of the last one; again_s: until it is
    tried again, 0 if it is not passed over; latency_s: until its last first event, None before the first."""

    breaker: Breaker
    failures: int = 0
    code: str = ""
    again_s: float = 0.0
    latency_s: float | None = None


@dataclass(slots=True)
class _State:
    failures: int = 0
    code: str = ""
    open_until: float | None = None
    open_for: float = 0.0
    probing: bool = False


class Health:
    """The state of all providers, by name. For the event loop alone."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._states: dict[str, _State] = {}
        self._last: OrderedDict[tuple[str, str], tuple[str, float]] = OrderedDict()
        self._speeds: OrderedDict[tuple[str, str], Speed] = OrderedDict()
        self._latency: dict[str, float] = {}
        self._listeners: list[Callable[[], None]] = []

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Called when a breaker opens or closes. Returns what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def keep(self, names: Collection[str]) -> None:
        """Forget how all but these providers stand: they are gone, or somewhere else."""
        self._states = {name: state for name, state in self._states.items() if name in names}
        self._latency = {name: seconds for name, seconds in self._latency.items() if name in names}

    def standing(self, provider: str) -> Standing:
        """How a provider stands, for people."""
        state = self._states.get(provider)
        latency = self._latency.get(provider)
        if state is None:
            return Standing(Breaker.CLOSED, latency_s=latency)
        again = max(0.0, (state.open_until or 0.0) - self._clock.monotonic())
        return Standing(self.breaker(provider), state.failures, state.code, again, latency)

    def passed_over(self, providers: Iterable[str]) -> int:
        """How many of them are not asked just now."""
        return sum(self.breaker(name) is not Breaker.CLOSED for name in providers)

    def speed(self, provider: str, model: str) -> Speed | None:
        """What a model's answers took of late; None before its first one."""
        return self._speeds.get((provider, model))

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

    def answered(
        self, provider: str, session: str, model: str, pace: Pace | None = None, upstream_model: str = ""
    ) -> None:
        """An answer came to its end. model: as the client named it; pace: None if it was broken off here."""
        state = self._states.pop(provider, None)
        if session:
            self._last[session, model] = (provider, self._clock.monotonic())
            self._last.move_to_end((session, model))
            while len(self._last) > _SESSIONS:
                self._last.popitem(last=False)
        if pace is not None:
            self._learn(provider, upstream_model, pace)
        if state is not None and state.open_until is not None:
            self._tell()

    def _learn(self, provider: str, model: str, pace: Pace) -> None:
        old = self._speeds.pop((provider, model), None)
        rate = old.tokens_per_s if old is not None else None
        if pace.tokens >= _LEAST_TOKENS and pace.seconds > 0:
            rate = _average(rate, pace.tokens / pace.seconds)
        self._speeds[provider, model] = Speed(_average(old.latency_s if old else None, pace.first_s), rate)
        if len(self._speeds) > _MODELS:
            self._speeds.popitem(last=False)
        self._latency[provider] = _average(self._latency.get(provider), pace.first_s)

    def failed(self, provider: str, error: ProxyError | None = None) -> None:
        """An attempt or an answer failed. error: what came back, None for silence; a client's mistake is no
        failure."""
        state = self._states.get(provider)
        if error is not None and not counts(error):
            if state is not None:
                state.probing = False
            return
        if state is None:
            state = self._states[provider] = _State()
        state.failures += 1
        state.code = error.code if error is not None else "INFERENCE_UPSTREAM_FAILURE"
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
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def _average(old: float | None, new: float) -> float:
    return new if old is None else old + _WEIGHT * (new - old)


def counts(error: ProxyError) -> bool:
    """Whether an error speaks against the provider: 5xx, time-outs and rate limits do, the rest is the
    client's or this proxy's."""
    return error.code in _CODES and (error.status in (408, 429) or error.status >= 500)
