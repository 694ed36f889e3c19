"""What is remembered, and how much."""

from __future__ import annotations

from proxy_core.privacy.cache import FindingsCache, digest
from proxy_core.privacy.types import Span


def test_a_digest_depends_on_key_and_parts() -> None:
    assert digest(b"k" * 16, "a", "b") != digest(b"k" * 16, "ab", "")
    assert digest(b"k" * 16, "a") != digest(b"l" * 16, "a")


def test_the_least_recently_used_leave_first() -> None:
    cache = FindingsCache(limit=4)
    cache.put(b"a", ((Span(0, 1, "SSN"),), ()))
    cache.put(b"b", ((), ()))
    assert cache.get(b"a") is not None
    cache.put(b"c", ((Span(0, 1, "SSN"),), ()))
    assert b"b" not in cache
    assert b"a" in cache
    cache.clear()
    assert len(cache) == 0


def test_one_that_is_too_large_takes_nobodys_place() -> None:
    cache = FindingsCache(limit=4)
    cache.put(b"a", ((Span(0, 1, "SSN"),), ()))
    cache.put(b"b", (tuple(Span(at, at + 1, "SSN") for at in range(9)), ()))
    assert b"a" in cache
    assert b"b" not in cache
