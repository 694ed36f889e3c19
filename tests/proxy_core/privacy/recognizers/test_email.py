"""EMAIL: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("reach maria.okafor@gmail.com please", "maria.okafor@gmail.com"),
    ('patient email: "m_okafor82@example.org"', "m_okafor82@example.org"),
    ("Patient contact ana.lopez@hospital.test", "ana.lopez@hospital.test"),
    ("Email on file: mbali.d88@gmail.com", "mbali.d88@gmail.com"),
    ("From: Tamsin <tachterberg@northlakehealth.org>", "tachterberg@northlakehealth.org"),
    ("E-mail: xochi.cast@yahoo.com", "xochi.cast@yahoo.com"),
    ('"email": "j.okafor@clinic.org"', "j.okafor@clinic.org"),
)
MUST_NOT = (
    "write to support@example.com",
    "Author: Ada Karlsson <ada@corp.io>",
    "git@github.com:acme/app.git",
    "noreply@clinic.org",
    "Signed-off-by: Bo Li <bo@li.dev>",
    "1+octocat@users.noreply.github.com",
    "Message-ID: <aca0ca1f1da4856c@mx2.internal>\nfor the patient",
    "by Ada Karlsson <ada@lists.debian.org>",
    "support@northlake.org",
    "git@github.com:org/repo.git",
    "Signed-off-by: A <a.b@corp.io>",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("EMAIL", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "EMAIL"] == []
