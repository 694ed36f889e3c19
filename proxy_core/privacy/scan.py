"""What would be redacted in a text, for the command line and the evaluation. No placeholders, no cache."""

from __future__ import annotations

from functools import cache

from proxy_core.privacy.engine import Engine
from proxy_core.privacy.types import TOKEN, Span


@cache
def _engine() -> Engine:
    return Engine()


def scan(text: str, engine: Engine | None = None) -> list[Span]:
    """The findings in one text, in order; offsets in code points."""
    spans, _ = (engine or _engine()).analyse(text)
    return [span for span in spans if span.type != TOKEN]
