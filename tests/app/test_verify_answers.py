"""Answers cut everywhere, with a restorer as it is and with careless ones."""

from __future__ import annotations

import pytest

from app.verify_answers import awkward, check_answers
from app.verify_patients import Patient
from app.verify_report import Report
from proxy_core.privacy.guard import Guard
from tests.app.verifying import KEY, Cutter, Trusting, bench, configured


@pytest.mark.parametrize("kind", ["anthropic", "openai", "openai_responses"])
async def test_every_cut_comes_back_whole(kind: str) -> None:
    with bench(kind) as here:
        whole, deltas, cuts = await check_answers(here)
    assert Report((whole, deltas, cuts)).problems() == []
    assert (whole.planted, deltas.planted > 400, cuts.planted > 2000) == (8, True, True)
    assert all(row.restored == row.planted for row in (whole, deltas, cuts))


async def test_what_no_network_cuts_is_cut_between_deltas_only() -> None:
    with bench("demo") as here:
        rows = await check_answers(here)
    assert Report(tuple(rows)).clean
    assert [bool(row.planted) for row in rows] == [True, True, False]


async def test_the_bytes_of_a_kind_are_cut_once() -> None:
    with bench("openai", **configured(think_tags="open")) as here:
        rows = await check_answers(here, as_before="openai (other)")
    assert Report(tuple(rows)).problems() == []
    assert rows[2].result == "as openai (other)"


async def test_a_restorer_that_forgets_what_was_cut_is_found_out() -> None:
    with bench(guard=Cutter(KEY)) as here:
        whole, deltas, _ = await check_answers(here, as_before="another")
    assert whole.result == "ok"
    assert deltas.result == "FAILED"
    assert "text: is not what the client must read" in Report((deltas,)).problems()[0]


async def test_an_original_in_the_input_of_a_tool_that_sends_it_on_is_a_leak() -> None:
    with bench(guard=Trusting(KEY)) as here:
        rows = await check_answers(here, as_before="another")
    told = Report(tuple(rows)).problems()
    assert any("WebFetch: SSN was put back where it must not be" in line for line in told)
    assert any("mcp__crm__send" in line for line in told)
    assert not any(": Write:" in line or ": text:" in line for line in told)


async def test_in_block_mode_there_is_no_answer_to_cut() -> None:
    with bench(privacy={"mode": "block"}) as here:
        rows = await check_answers(here)
    assert {row.result for row in rows} == {"needless: privacy.mode = block"}


def test_the_awkward_patients_placeholder_ends_as_placeholders_begin() -> None:
    guard = Guard(KEY)
    token = guard.new_vault().token("SSN", Patient(awkward(guard)).ssn)
    assert token.endswith(("P", "PH"))
