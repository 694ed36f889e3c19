"""The parts of a request that are remembered whole."""

from __future__ import annotations

from proxy_core.privacy.parts import Parts, PartsMemo

SECRET = b"a synthetic install key"


def test_a_part_has_a_digest_of_what_would_leave() -> None:
    one = Parts({"system": "s", "messages": [{"role": "user", "content": "x"}]}, SECRET)
    two = Parts({"system": "s", "messages": [{"role": "user", "content": "y"}]}, SECRET)
    assert one.digests["system", -1] == two.digests["system", -1]
    assert one.digests["messages", 0] != two.digests["messages", 0]
    assert Parts({"system": "s"}, b"another key").digests["system", -1] != one.digests["system", -1]


def test_a_clean_part_is_known_under_its_learnt_values_only() -> None:
    memo = PartsMemo()
    memo.note(b"part", b"state", (3, 1))
    assert memo.clean(b"part", b"state") == (3, 1)
    assert memo.clean(b"part", b"other") is None
    memo.note(b"dirty", b"state", None)
    assert memo.clean(b"dirty", b"state") is None


def test_what_was_checked_is_not_counted_and_the_oldest_are_forgotten() -> None:
    parts = Parts({"messages": [{"role": "user", "content": "x"}, {"role": "user", "content": "y"}]}, SECRET)
    memo = PartsMemo(limit=1)
    assert memo.unchecked_bytes(parts) == sum(parts.sizes.values())
    for digest in parts.digests.values():
        memo.note(digest, b"", (1, 1))
    assert memo.unchecked_bytes(parts) == parts.sizes["messages", 0]
