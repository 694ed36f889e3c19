"""What the tests of the privacy folder share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from proxy_core.privacy.guard import Guard
from proxy_core.privacy.scan import scan

Found = list[tuple[str, str]]


@pytest.fixture(scope="session")
def found() -> Callable[[str], Found]:
    """Text -> the findings as (type, value), in order."""

    def find(text: str) -> Found:
        return [(span.type, text[span.start : span.end]) for span in scan(text)]

    return find


@pytest.fixture
def guard() -> Guard:
    return Guard(b"a synthetic install key")
