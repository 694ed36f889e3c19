"""Rate limits: requests a minute over a sliding window and requests a day, for everybody and for each key.

Exact: a request is admitted and counted in one step on the event loop. The day is the one where this
computer is; a clock that is set back does not give the day's requests anew.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from proxy_core.auth import Principal
from proxy_core.clock import Clock
from proxy_core.config import Config
from proxy_core.errors import ProxyError

WINDOW_S = 60.0


@dataclass(frozen=True, slots=True)
class Rate:
    """What a subject may ask: a local key by its name, or everybody under an empty one. None: without end."""

    subject: str
    rpm: int | None = None
    daily: int | None = None


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of the narrowest limit. reset: when it is whole again, in seconds since 1970."""

    limit: int
    remaining: int
    reset: int

    def headers(self) -> dict[str, str]:
        return {
            "x-ratelimit-limit-requests": str(self.limit),
            "x-ratelimit-remaining-requests": str(self.remaining),
            "x-ratelimit-reset-requests": str(self.reset),
        }


def rates_of(config: Config, principal: Principal) -> tuple[Rate, ...]:
    """The limits that a request of this principal counts against."""
    everybody = Rate("", config["policy.rpm"] or None, config["policy.daily"] or None)
    key = principal.key
    return (everybody,) if key is None else (everybody, Rate(key.name, key.rpm, key.daily))


@dataclass(slots=True)
class _Counts:
    recent: deque[float] = field(default_factory=deque)  # on the monotonic clock, oldest first
    day: date = date.min
    today: int = 0


class Limits:
    """The counts of this program. earlier: subject -> requests of today before it was started."""

    def __init__(self, clock: Clock, earlier: Mapping[str, int] | None = None) -> None:
        self._clock = clock
        self._counts: dict[str, _Counts] = {}
        today = self._today()
        for subject, count in (earlier or {}).items():
            self._counts[subject] = _Counts(day=today, today=count)

    def admit(self, rates: Iterable[Rate]) -> None:
        """Count a request for all rates, if all of them leave room for it; else for none.

        What has no limit is counted too: a limit that is set later holds for what was asked before. Raises
        `ProxyError` RATE_LIMITED, with the time to wait and the limit's name in its details.
        """
        rates = tuple(rates)
        now = self._clock.monotonic()
        for rate in rates:
            self._check(rate, now)
        for rate in rates:
            counts = self._counts[rate.subject]
            counts.recent.append(now)
            counts.today += 1

    def left(self, rates: Iterable[Rate]) -> Allowance | None:
        """What the narrowest of these leaves; None where there is no limit. Counts nothing."""
        now = self._clock.monotonic()
        limited = [rate for rate in rates if rate.rpm is not None or rate.daily is not None]
        return min((self._left(rate, now) for rate in limited), key=lambda each: each.remaining, default=None)

    def _check(self, rate: Rate, now: float) -> None:
        counts = self._of(rate.subject, now)
        if rate.daily is not None and counts.today >= rate.daily:
            wait = (self._midnight() - self._clock.now()).total_seconds()
            raise _limited(rate.subject, "day", rate.daily, wait)
        if rate.rpm is not None and len(counts.recent) >= rate.rpm:
            # With more in the window than the limit (it was lowered), the newest that must leave decides.
            oldest = counts.recent[-rate.rpm] if rate.rpm else now
            raise _limited(rate.subject, "minute", rate.rpm, oldest + WINDOW_S - now)

    def _of(self, subject: str, now: float) -> _Counts:
        counts = self._counts.setdefault(subject, _Counts())
        while counts.recent and counts.recent[0] <= now - WINDOW_S:
            counts.recent.popleft()
        today = self._today()
        if today > counts.day:
            counts.day, counts.today = today, 0
        return counts

    def _left(self, rate: Rate, now: float) -> Allowance:
        counts = self._of(rate.subject, now)
        left: list[Allowance] = []
        seconds = self._clock.now().timestamp()
        if rate.rpm is not None:
            reset = seconds + (counts.recent[-1] + WINDOW_S - now if counts.recent else 0)
            left.append(Allowance(rate.rpm, max(0, rate.rpm - len(counts.recent)), math.ceil(reset)))
        if rate.daily is not None:
            reset = self._midnight().timestamp()
            left.append(Allowance(rate.daily, max(0, rate.daily - counts.today), math.ceil(reset)))
        return min(left, key=lambda each: each.remaining)

    def _today(self) -> date:
        return self._clock.now().astimezone().date()

    def _midnight(self) -> datetime:
        tomorrow = self._today() + timedelta(days=1)
        return datetime.combine(tomorrow, datetime.min.time()).astimezone()


def _limited(subject: str, span: str, limit: int, wait: float) -> ProxyError:
    whose = f"The local key '{subject}' may" if subject else "This proxy may"
    seconds = max(1, math.ceil(wait))
    return ProxyError(
        "RATE_LIMITED",
        f"{whose} ask {limit:,} times a {span}, and has. Try again in {_spoken(seconds)}, or raise the "
        "limit under Policy.",
        # Whoever retries by itself should not do so for the rest of the day.
        retryable=span == "minute",
        retry_after=str(seconds),
        details={"retry_after_seconds": seconds, "limit": limit, "span": span},
    )


def _spoken(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} second{'s' if seconds > 1 else ''}"
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{round(minutes / 60)} hours"
