"""Where keys stand, and what stands between them and their values."""

from __future__ import annotations

import pytest

from proxy_core.privacy.formats.separators import EVIDENCE, KEYS, SEPARATOR


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('": "x"', "sign"), (" = x", "sign"), ('"]=>\n  string(1) "x"', "sign"), ("(LocalDate.of(1960", "call"), ('("x"', "call"),
        (').toBe("x"', "chain"), ('.Should().Be("x"', "chain"), ("]').type('x'", "chain"), ('()).isEqualTo("x"', "chain"),
        ('", "x"', "pair"), ('", "value": "x"', "pair"), ('"\r\n\r\nx', "part"), ("    x", "gap"), (' "x"', "space"), (" IN ('x'", "word"),
        (" {", "brace"),
    ],
)  # fmt: skip
def test_what_stands_between(text: str, kind: str) -> None:
    match = SEPARATOR.match(text)
    assert match is not None
    assert match.lastgroup == kind or match[kind] is not None


@pytest.mark.parametrize("text", [" x", "; x", ".x", "x", ""])
def test_what_separates_nothing(text: str) -> None:
    assert SEPARATOR.match(text) is None


@pytest.mark.parametrize(
    "key",
    [
        "patient",
        "pt_nm",
        "ptNm",
        "lname",
        "last_name",
        "dob",
        "birthDt",
        "mbrNo",
        "patSsn",
        "emergency_contact",
    ],
)
def test_words_of_records(key: str) -> None:
    assert EVIDENCE.search(f'x "{key}": 1'.encode())


@pytest.mark.parametrize(
    "word", ["subscript", "classname", "adobe", "session", "guaranteed", "filename", "options", "pattern"]
)
def test_words_of_programs(word: str) -> None:
    assert not EVIDENCE.search(f"x {word} = 1".encode())


def test_keys_are_found_with_what_follows_them() -> None:
    text = b'"a_b": 1, x.getY().z("v") --c-d e'
    assert [text[low:high] for low, high in KEYS.finditer(text)] == [b'a_b":', b"x.getY(", b" --c-d e"]
