"""The tables hold what the wire allows."""

from __future__ import annotations

from typing import get_args

from anthropic.types import StopReason

from proxy_core.translate.dialect import EFFORTS
from proxy_core.translate.schema import complete
from proxy_core.translate.tables import BUDGET_EFFORT, CLIENT_TOOLS, FAILED_REASONS, STOP_REASONS


def test_every_stop_reason_is_one_of_anthropics() -> None:
    assert set(STOP_REASONS.values()) <= set(get_args(StopReason))
    assert not set(STOP_REASONS) & set(FAILED_REASONS)
    assert all(reason == reason.lower() for reason in (*STOP_REASONS, *FAILED_REASONS))


def test_budgets_rise_and_the_last_row_takes_all() -> None:
    limits = [limit for limit, _ in BUDGET_EFFORT]
    assert limits[-1] is None
    known = [limit for limit in limits if limit is not None]
    assert known == sorted(known)
    assert {effort for _, effort in BUDGET_EFFORT} <= set(EFFORTS)


def test_the_client_tools_schemas_are_complete_objects_whose_required_fields_exist() -> None:
    for description, schema in CLIENT_TOOLS.values():
        assert description
        assert complete(schema) is schema
        assert set(schema["required"]) <= set(schema["properties"])


def test_an_exact_version_stands_before_the_beginning_that_also_fits() -> None:
    names = list(CLIENT_TOOLS)
    for name in names:
        shorter = [other for other in names if other != name and name.startswith(other)]
        assert all(names.index(other) > names.index(name) for other in shorter)
