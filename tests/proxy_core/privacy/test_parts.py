"""The parts of a request that are remembered whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.privacy.parts import Parts, PartsMemo, PartStore
from proxy_core.wire import json

SECRET = b"a synthetic install key"


def test_a_part_has_a_digest_of_what_would_leave() -> None:
    one = Parts({"system": "s", "messages": [{"role": "user", "content": "x"}]}, SECRET)
    two = Parts({"system": "s", "messages": [{"role": "user", "content": "y"}]}, SECRET)
    assert one.digests["system", -1] == two.digests["system", -1]
    assert one.digests["messages", 0] != two.digests["messages", 0]
    assert Parts({"system": "s"}, b"another key").digests["system", -1] != one.digests["system", -1]


def test_a_clean_part_is_known_under_its_learnt_values_only() -> None:
    memo = PartsMemo()
    memo.note(b"part", b"state", (3, 1, 0))
    memo.note(b"next", b"state", (2, 0, 1))
    assert memo.clean([b"part", b"next"], b"state") == [(3, 1, 0), (2, 0, 1)]
    assert memo.clean([b"part"], b"other") == []
    memo.note(b"dirty", b"state", None)
    assert memo.clean([b"part", b"dirty", b"next"], b"state") == [(3, 1, 0)]


def test_what_was_checked_is_not_counted_and_the_oldest_are_forgotten() -> None:
    parts = Parts({"messages": [{"role": "user", "content": "x"}, {"role": "user", "content": "y"}]}, SECRET)
    memo = PartsMemo(limit=1)
    assert memo.unchecked_bytes(parts) == sum(parts.sizes.values())
    for digest in parts.digests.values():
        memo.note(digest, b"", (1, 1, 0))
    assert memo.unchecked_bytes(parts) == parts.sizes["messages", 0]


# ---------------------------------------------------------------- decoding what was seen before

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["messages", "system", "tools", "model", "x"]), JSON) | JSON)
def test_decoding_by_parts_gives_what_decoding_gives(value: object) -> None:
    data = json.dumps(value)
    store = PartStore()
    for _ in range(2):
        decoded, parts = Parts.decode(data, SECRET, store)
        assert decoded == json.loads(data)
        for (name, index), digest in parts.digests.items():
            store.put(digest, decoded[name][index] if index >= 0 else decoded[name])


@pytest.mark.parametrize(
    "data",
    [
        b'{"messages": [{"role": "user"}, {"role": "user", "role": "x"}], "messages": [{"a": 1}]}',
        b'{"\\u006dessages": [{"role": "user", "content": "hidden"}], "messages": [{"role": "user"}]}',
        b'{"messages": [{"role": "user"}], "\\u006dessages": [{"role": "user", "content": "hidden"}]}',
    ],
)
def test_a_repeated_or_escaped_key_says_the_same_as_to_the_decoder(data: bytes) -> None:
    assert Parts.decode(data, SECRET, PartStore())[0] == json.loads(data)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b'{"messages": [', b'{"messages": [{"a": "\xff"}]}', b'{"messages": [{"a": "\\ud800"}]}'],
)
def test_what_is_broken_is_refused(data: bytes) -> None:
    with pytest.raises(json.InvalidJson):
        Parts.decode(data, SECRET, PartStore())


def test_a_message_seen_before_comes_from_the_store_with_its_json() -> None:
    data = b'{"messages": [ {"role":  "user", "content": "x"} ]}'
    store = PartStore()
    body, parts = Parts.decode(data, SECRET, store)
    store.put(parts.digests["messages", 0], body["messages"][0])
    body, _ = Parts.decode(data, SECRET, store)
    message = body["messages"][0]
    assert type(message) is json.Encoded
    assert message.json == b'{"role":"user","content":"x"}', "what leaves is encoded here, never what came"
    assert json.dumps(json.ready(body["messages"])) == b'[{"role":"user","content":"x"}]'
    assert json.dumps({**message, "role": "assistant"}) == b'{"role":"assistant","content":"x"}'


def test_the_store_is_bounded_by_its_bytes() -> None:
    store = PartStore(limit=100)
    for number in range(50):
        store.put(bytes([number]), {"content": "x" * 30})
    assert len(store) == 2
    assert store.get(bytes([49])) is not None
    assert store.get(bytes([0])) is None
    assert "x" not in repr(store)
