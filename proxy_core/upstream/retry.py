"""When a provider is asked the same again, and how long is waited before: backoff with full jitter.

Only where no answer has begun, and only for what passes by itself: no connection, a limit, an overload. How
long the provider wants to be left alone is respected; if that is longer than a person would wait, its
answer goes to the client, which knows best what to do.
Sources: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015; RFC 9110, section 10.2.3.
"""

from __future__ import annotations

import asyncio
import email.utils
import math
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from proxy_core.errors import ProxyError

#: the bound of the first pause and of any pause, in seconds
FIRST_S, LONGEST_S = 0.5, 4.0
STATUSES = frozenset({429, 502, 503, 529})
#: what `details.reason` says of a connection that a second try would not better
LASTING = frozenset({"dns", "certificate", "tls", "url", "not-http", "encoding"})


class Backoff:
    """random: a number from 0 to 1. sleep: waits for so many seconds. Tests bring their own."""

    def __init__(
        self,
        random: Callable[[], float] = random.random,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._random = random
        self.sleep = sleep

    def pause(self, error: ProxyError, tries: int, now: datetime) -> float | None:
        """Seconds to wait before the next try after `tries` retries; None if the failure is the answer."""
        if not passes(error):
            return None
        drawn: float = self._random() * min(FIRST_S * 2**tries, LONGEST_S)
        if error.retry_after is None:
            return drawn
        wanted = seconds_of(error.retry_after, now)
        return max(wanted, drawn) if wanted is not None and wanted <= LONGEST_S else None


def passes(error: ProxyError) -> bool:
    """Whether the same request to the same provider may do better in a moment."""
    return error.retryable and error.status in STATUSES and error.details.get("reason") not in LASTING


def seconds_of(retry_after: str, now: datetime) -> float | None:
    """How long a Retry-After header says to wait, in seconds or as a date; None if it says nothing clear."""
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            at: datetime = email.utils.parsedate_to_datetime(retry_after)
        except ValueError:
            return None
        seconds = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()
    return max(seconds, 0.0) if seconds < math.inf else None
