"""Every position of a request, with a Guard as it is and with one that is blind in one place."""

from __future__ import annotations

import pytest

from app.verify_patients import Patient
from app.verify_positions import GROUPS
from app.verify_report import Report, Row
from app.verify_requests import check_attachments, check_requests
from tests.app.verifying import KEY, BlindToSystem, bench, configured


def by_check(rows: list[Row]) -> dict[str, Row]:
    return {row.check: row for row in rows}


@pytest.mark.parametrize("kind", ["anthropic", "openai", "openai_responses", "demo"])
async def test_no_position_lets_a_patient_out(kind: str) -> None:
    with bench(kind) as here:
        rows = by_check(await check_requests(here))
    assert Report(tuple(rows.values())).problems() == []
    assert list(rows) == [*GROUPS, "count_tokens", "images and PDFs"]
    assert all(row.planted for row in rows.values())
    assert rows["tool definitions"].refused == rows["tool definitions"].planted
    assert rows["system prompt"].restored == rows["system prompt"].planted


async def test_all_that_anthropics_wire_carries_comes_back() -> None:
    with bench("anthropic") as here:
        rows = by_check(await check_requests(here))
    for group in ("system prompt", "messages", "tool calls", "tool results", "documents"):
        assert rows[group].restored == rows[group].planted


@pytest.mark.parametrize("kind", ["anthropic", "openai", "openai_responses"])
async def test_a_blind_spot_is_named_by_wire_and_position_but_not_by_value(kind: str) -> None:
    with bench(kind, BlindToSystem(KEY)) as here:
        rows = await check_requests(here)
    assert by_check(rows)["system prompt"].result == "LEAK"
    assert by_check(rows)["documents"].result == "ok"
    told = "\n".join(Report(tuple(rows)).problems())
    assert f"{kind}: system prompt: system, a string: SSN reached the provider" in told
    for number in range(2):
        assert not any(value.stands_in(told) for value in Patient(number).note().values)


async def test_in_block_mode_nothing_with_a_patient_in_it_is_sent() -> None:
    with bench("anthropic", privacy={"mode": "block"}) as here:
        rows = by_check(await check_requests(here))
    assert Report(tuple(rows.values())).problems() == []
    assert rows["messages"].refused == rows["messages"].planted
    assert rows["messages"].restored == 0


async def test_a_type_that_is_off_is_not_planted() -> None:
    with bench("anthropic", privacy={"types_off": ["SSN", "PHONE"]}) as here:
        rows = await check_requests(here)
    assert not any("SSN" in problem or "PHONE" in problem for problem in Report(tuple(rows)).problems())


@pytest.mark.parametrize(
    ("policy", "url", "note"),
    [
        ("block", "http://127.0.0.1:9/v1", ""),
        ("local", "https://far.invalid/v1", ""),
        ("local", "http://127.0.0.1:9/v1", "allowed by privacy.attachments = local"),
        ("allow", "https://far.invalid/v1", "allowed by privacy.attachments = allow"),
    ],
)
async def test_attachments_go_where_the_policy_lets_them(policy: str, url: str, note: str) -> None:
    with bench("openai", **configured(base_url=url), privacy={"attachments": policy}) as here:
        row = await check_attachments(here)
    assert (row.note, row.refused) == (note, 0 if note else 4)
    assert not row.leaks
    assert not row.faults
