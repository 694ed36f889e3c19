"""What a provider's own counts teach about the estimate of tokens.

Tokenizers differ by a third and more from model to model, but each by about the same factor all the time.
Kept in memory, for each provider and model; a restart begins anew.
"""

from __future__ import annotations

#: A request whose counts teach something: large enough that a chat template's overhead does not show, small
#: enough that the estimate (a few milliseconds for 100 KB) holds nobody up. Tokens, bytes.
LEAST_TOKENS = 500
MOST_BYTES = 128 * 1024
#: every exchange teaches at first, then one in so many
_EAGER, _EVERY = 8, 16
#: how many of the last counts weigh in
_MEMORY = 16
#: a factor beyond these is no tokenizer's, but a provider's odd way to count
_LOWEST, _HIGHEST = 0.4, 2.5


class Calibration:
    """(provider, model) -> by what the estimate is to be multiplied."""

    def __init__(self) -> None:
        self._factors: dict[tuple[str, str], tuple[float, int]] = {}
        self._seen: dict[tuple[str, str], int] = {}

    def wants(self, provider: str, model: str, request_bytes: int) -> bool:
        """Whether an exchange that is over should be learnt from; counts it."""
        if request_bytes > MOST_BYTES:
            return False
        key = (provider, model)
        seen = self._seen[key] = self._seen.get(key, 0) + 1
        return seen <= _EAGER or seen % _EVERY == 0

    def learn(self, provider: str, model: str, estimated: int, reported: int) -> None:
        """estimated, reported: tokens of one request, by us and by the provider."""
        if reported < LEAST_TOKENS or estimated <= 0:
            return
        factor = reported / estimated
        if not _LOWEST <= factor <= _HIGHEST:
            return
        mean, count = self._factors.get((provider, model), (1.0, 0))
        count = min(count + 1, _MEMORY)
        self._factors[provider, model] = (mean + (factor - mean) / count, count)

    def apply(self, provider: str, model: str, estimated: int) -> int:
        """The estimate as this model is likely to count; at least 1."""
        mean, _ = self._factors.get((provider, model), (1.0, 0))
        return max(1, round(estimated * mean))
