"""ACCOUNT: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("Patient account #: 79452037", "79452037"),
    ("Account Number: ACC7402211", "ACC7402211"),
    ("patient's card 4111 1111 1111 1111 on file", "4111 1111 1111 1111"),
    ("IBAN GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 32"),
    ("Acct # 4410-88231 of the patient", "4410-88231"),
    ("Account Number: HME-22019", "HME-22019"),
    ("Claim no. 24-0220-11873", "24-0220-11873"),
    ("card 4111 1111 1111 1111 of the patient", "4111 1111 1111 1111"),
    ("Guarantor account: 88120445", "88120445"),
    ("IBAN DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00"),
)
MUST_NOT = (
    "account: admin",
    "4111 1111 1111 1112",
    "id 4222222222222222222",
    "account_id: var.account_id",
    "GB00 WEST 1234 5698 7654 32",
    "account: service",
    "4111 1111 1111 1112 of the patient",
    "accounts: 12",
    "claims: 3",
    "sha 4111111111111111abcdef",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("ACCOUNT", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "ACCOUNT"] == []
