"""What one exchange costs: the most that a route may come to, and what it has come to in the end.

A stream that breaks, or whose client leaves, has cost what was seen of it, and at least its request.
"""

from __future__ import annotations

from dataclasses import replace

from proxy_core.config import Config
from proxy_core.exchange import Candidate, Routed
from proxy_core.journal.entry import Usage
from proxy_core.policy.budget import limits_of
from proxy_core.policy.cost import cost_of
from proxy_core.policy.prices import FREE, output_limit, prices_of

#: What stands around the text of a `content_block_delta`, in bytes, and the bytes of text for a token.
_FRAME, _TOKEN = 85, 4


class Meter:
    """limits: the budgets it counts against; empty if there is none. input_tokens: estimated, or None.

    reserved: what is set aside for it, in billionths of a dollar.
    """

    def __init__(self, routed: Routed, config: Config) -> None:
        parsed = routed.redacted.parsed
        self.request_id = parsed.authorized.received.request_id
        self.key = parsed.authorized.principal.name
        self.limits = limits_of(config, self.key)
        self.input_tokens: int | None = None
        self.reserved = 0
        self._max_tokens = int(parsed.body.get("max_tokens") or 0)
        self._config = config
        self._candidate: Candidate | None = None
        self._events = self._bytes = 0

    def take(self, candidate: Candidate) -> None:
        """From now on tokens are this route's."""
        self._candidate = candidate

    def drop(self) -> None:
        """The route has refused: nothing is owed for it."""
        self._candidate = None

    def most(self, candidate: Candidate) -> int | None:
        """The most that this route may cost, in billionths of a dollar; None if its price is not known."""
        prices = prices_of(candidate, self._config)
        if prices is None or prices == FREE:
            return None if prices is None else 0
        dearest = replace(prices, input=max(prices.input, prices.cache_read, prices.cache_write))
        limit = output_limit(candidate)
        output = min(self._max_tokens, limit) if limit else self._max_tokens
        return cost_of(Usage(self.input_tokens or 0, output), dearest)

    def saw(self, events: int, size: int) -> None:
        """A part of the answer has come. size: its events' bytes; 0 for what was made here."""
        self._events += events
        self._bytes += size

    def cost(self, usage: Usage, *, complete: bool) -> int:
        """What it came to, in billionths of a dollar. usage: as far as the provider has told it."""
        candidate = self._candidate
        if candidate is None or (prices := prices_of(candidate, self._config)) is None:
            return 0
        return cost_of(usage if complete else self._seen(usage), prices)

    def _seen(self, usage: Usage) -> Usage:
        if not usage.input and not usage.cache_read and not usage.cache_write:
            usage = replace(usage, input=self.input_tokens or 0)
        # An event of another wire than Anthropic's is made here and carries about one token.
        text = max(self._events, (self._bytes - _FRAME * self._events) // _TOKEN)
        return replace(usage, output=max(usage.output, text))
