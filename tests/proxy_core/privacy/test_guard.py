"""A request goes in, a request that may leave comes out."""

from __future__ import annotations

import traceback
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy_core.errors import ProxyError
from proxy_core.privacy.engine import Engine
from proxy_core.privacy.guard import Guard
from proxy_core.privacy.parts import PartStore
from proxy_core.wire import json
from tests.eval.corpus import build

NOTE = "Patient: Maria Okafor, MRN: 8842119, SSN 219-09-4821"

FRESH = Guard(b"a synthetic install key", cache_limit=0)


def body(*texts: str) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": text} for text in texts]}


def contents(redacted: dict[str, Any]) -> list[str]:
    return [message["content"] for message in redacted["messages"]]


def test_values_are_replaced_counted_and_placed(guard: Guard) -> None:
    request = body(NOTE)
    result = guard.redact(request)
    (text,) = contents(result.body)
    assert text.startswith("Patient: PHI_NAME_")
    assert result.counts == {"NAME": 1, "MRN": 1, "SSN": 1}
    assert result.places[0] == ("NAME", "messages[0].content")
    assert (result.scanned, result.exempt) == (1, 2)
    assert request == body(NOTE)


def test_the_beginning_never_changes_when_a_turn_is_added(guard: Guard) -> None:
    turns = [
        "Okafor called.",
        NOTE,
        "Okafor called again.",
        "Patient: Greta Lindqvist",
        "Lindqvist and Okafor",
        NOTE,
    ]
    before: list[str] = []
    for count in range(1, len(turns) + 1):
        now = contents(guard.redact(body(*turns[:count])).body)
        assert now[: len(before)] == before
        before = now
    assert contents(Guard(b"a synthetic install key").redact(body(*turns)).body) == before
    assert before[0] == turns[0]
    assert "Okafor" not in before[2]


def test_a_request_without_phi_is_the_same(guard: Guard) -> None:
    request = body("def f(x): return x")
    assert guard.redact(request).body["messages"] is request["messages"]


def test_keys_of_a_tool_input_tell_their_values(guard: Guard) -> None:
    call = {
        "type": "tool_use",
        "id": "t",
        "name": "add",
        "input": {"patient_name": "joan doe", "mrn": 8842119, "rows": 12},
    }
    result = guard.redact({"messages": [{"role": "assistant", "content": [call]}]})
    values = result.body["messages"][0]["content"][0]["input"]
    assert values["patient_name"].startswith("PHI_NAME_")
    assert values["mrn"].startswith("PHI_MRN_")
    assert values["rows"] == 12


def test_only_new_text_needs_scanning(guard: Guard) -> None:
    request = body(NOTE)
    assert guard.unchecked_bytes(guard.parts(request)) > len(NOTE)
    guard.redact(request)
    assert guard.unchecked_bytes(guard.parts(request)) == 0
    assert 0 < guard.unchecked_bytes(guard.parts(body(NOTE, "more"))) < len(NOTE)


def test_a_part_passed_over_as_clean_is_checked_again_once_more_is_known(guard: Guard) -> None:
    guard.redact(body("first", "Okafor called."))
    learnt = guard.redact(body(NOTE, "Okafor called."))
    assert "Okafor" not in contents(learnt.body)[1]


def test_redaction_is_idempotent(guard: Guard) -> None:
    once = guard.redact(body(NOTE, "Okafor")).body
    again = guard.redact(once)
    assert again.body == once
    assert not again.counts


def test_past_its_budget_a_request_is_refused(guard: Guard) -> None:
    with pytest.raises(ProxyError) as caught:
        guard.redact(body(NOTE), budget_ms=0)
    assert caught.value.code == "PRIVACY_CHECK_FAILED"
    assert caught.value.details == {"budget_ms": 0}


class Broken(Engine):
    """A detector that fails with the text in its mouth."""

    def analyse(self, text: str, *, kind: str = "", deadline: float = 0.0, plugins: bool = True) -> Any:
        raise RuntimeError(text)


def test_a_detector_that_fails_refuses_the_request_and_tells_nothing() -> None:
    with pytest.raises(ProxyError) as caught:
        Guard(b"a synthetic install key", engine=Broken()).redact(body(NOTE))
    assert caught.value.code == "PRIVACY_CHECK_FAILED"
    shown = "".join(traceback.format_exception(caught.value, chain=False)) + str(caught.value.body("r"))
    assert "Okafor" not in shown


def test_nothing_of_it_prints_a_value(guard: Guard) -> None:
    result = guard.redact(body(NOTE))
    assert "Okafor" not in repr(result) + repr(guard) + repr(result.vault) + repr(result.places) + repr(
        result.counts
    )
    with pytest.raises(TypeError):
        __import__("pickle").dumps(result)


def test_a_users_id_of_a_machine_is_no_phi(guard: Guard) -> None:
    user = (
        '{"device_id":"'
        + "a1b2c3d4" * 8
        + '","account_uuid":"550e8400-e29b-41d4-a716-446655440000","session_id":"550e8400-e29b-41d4-a716-446655440001"}'
    )
    assert not guard.redact({"messages": [], "metadata": {"user_id": user}}).counts


def test_a_part_that_the_store_has_dropped_is_kept_again_once_it_is_sent_again(guard: Guard) -> None:
    data = json.dumps(body("def f(x): return x"))

    def send() -> bool:
        """Whether the message came from the store."""
        request, parts = guard.decode(data)
        guard.redact(request, parts=parts)
        return type(request["messages"][0]) is json.Encoded

    assert [send(), send()] == [False, True]
    guard.store = PartStore()  # as if others had needed its room
    assert [send(), send()] == [False, True]


class Counting(Engine):
    """Keeps how many texts it was asked about."""

    asked = 0

    def analyse(self, *args: Any, **options: Any) -> Any:
        self.asked += 1
        return super().analyse(*args, **options)


def test_a_text_that_nearly_fills_the_cache_is_still_read_only_once() -> None:
    engine = Counting()
    found, learned = engine.analyse(NOTE)
    weight = 1 + len(found) + len(learned)
    guard = Guard(b"a synthetic install key", engine=engine, cache_limit=weight + 1)
    for _ in range(3):
        assert guard.redact(body(NOTE)).counts
    assert engine.asked == 2


PIECES = st.sampled_from(
    [
        NOTE,
        "Okafor",
        "Maria called.",
        "Patient: Greta Lindqvist",
        "Lindqvist",
        "8842119",
        "PHI_NAME_7K3Q9X2C",
        "x = 1",
    ]
    + [sample.text for sample in build(5, 1)[::9]]
)
TURNS = st.lists(st.lists(PIECES | st.text(max_size=8), max_size=3).map("\n".join), min_size=1, max_size=5)


@settings(max_examples=40)
@given(TURNS)
def test_what_a_conversation_begins_with_is_masked_alike_however_it_goes_on(turns: list[str]) -> None:
    """Turn by turn by one guard, and whole by one that keeps no findings: the provider's cache stays warm."""
    seen_before, whole = Guard(b"a synthetic install key"), contents(FRESH.redact(body(*turns)).body)
    for count in range(1, len(turns) + 1):
        assert contents(seen_before.redact(body(*turns[:count])).body) == whole[:count]


@settings(max_examples=40)
@given(TURNS)
def test_a_masked_conversation_is_left_as_it_is(turns: list[str]) -> None:
    """As when the client sends back what was never restored: nothing new is found in it."""
    once = FRESH.redact(body(*turns)).body
    assert FRESH.redact(once).body == once
