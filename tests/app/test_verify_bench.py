"""One request through the real pipeline, seen from outside. Synthetic patients only."""

from __future__ import annotations

import pytest

from app.verify_bench import Bench, targets
from app.verify_patients import Patient
from app.verify_positions import user
from app.verify_wires import Said, in_pieces
from proxy_core.config import parse_config
from proxy_core.errors import ProxyError
from tests.app.verifying import KEY, BlindToSystem, bench, configured

NOTE = Patient(1).note()


def answer(here: Bench) -> list[bytes]:
    return list(here.wire.stream(Said("", "Done.", ()), in_pieces(9)))


@pytest.mark.parametrize("kind", ["anthropic", "openai", "openai_responses", "demo"])
async def test_a_request_reaches_the_capture_without_its_values(kind: str) -> None:
    with bench(kind) as here:
        outcome = await here.ask({"messages": [user(NOTE.content)], "stream": True}, lambda _: answer(here))
        assert outcome.code == ""
        assert outcome.message is not None
        assert outcome.message["content"][-1]["text"] == "Done."
        assert b"PHI_SSN_" in outcome.sent[0].body
        assert list(outcome.traces((*NOTE.values, here.local_key))) == []
        assert "SSN" not in repr(outcome)


async def test_a_leak_is_told_by_type_and_place() -> None:
    with bench(guard=BlindToSystem(KEY)) as here:
        outcome = await here.ask({"system": NOTE.content, "stream": True}, lambda _: answer(here))
        assert ("SSN", "reached the provider") in set(outcome.traces(NOTE.values))


async def test_a_value_in_an_error_is_a_leak() -> None:
    with bench() as here:

        def refuse(_: object) -> list[bytes]:
            raise ProxyError("INFERENCE_UPSTREAM_FAILURE", f"It said {NOTE.values[0].text}.")

        outcome = await here.ask({}, refuse)
        assert outcome.code == "INFERENCE_UPSTREAM_FAILURE"
        found = {where for _, where in outcome.traces(NOTE.values)}
        assert found == {"stands in an error", "stands in the log of requests"}


@pytest.mark.allow_logs("an exchange failed")
async def test_an_answer_that_cannot_be_read_is_none() -> None:
    with bench() as here:
        outcome = await here.ask({}, lambda _: ())
        assert outcome.message is None
        assert outcome.code == "INFERENCE_UPSTREAM_FAILURE"


async def test_a_count_is_asked_of_who_can_count() -> None:
    with bench("anthropic") as here:
        outcome = await here.count({"system": NOTE.content})
        assert [each.url.rsplit("/", 1)[1] for each in outcome.sent] == ["count_tokens"]
        assert list(outcome.traces(NOTE.values)) == []


async def test_agreements_and_local_keys_do_not_stand_in_the_way() -> None:
    sections = configured(auth="keyring") | {
        "policy": {"require_baa": "always"},
        "keys": [{"name": "laptop", "sha256": "0" * 64}],
    }
    with bench("openai", **sections) as here:
        outcome = await here.ask({"stream": True}, lambda _: answer(here))
        assert outcome.code == ""
        assert outcome.sent[0].url.startswith("https://far.invalid/")


def test_every_provider_is_verified_and_each_wire_in_any_case() -> None:
    wires = ["anthropic", "openai", "openai_responses"]
    assert [each.label for each in targets(parse_config({}))] == ["demo (demo)", *wires]
    found = targets(parse_config(configured()))
    assert [each.label for each in found] == ["openai (far)", "demo (demo)", "anthropic", "openai_responses"]
    assert found[0].route.model == "far-1"


def test_a_dialect_that_begins_inside_a_thought_is_answered_in_it() -> None:
    plain, tagged = (targets(parse_config(configured(think_tags=tags)))[0] for tags in ("auto", "open"))
    assert plain.wire != tagged.wire
