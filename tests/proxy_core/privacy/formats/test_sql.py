"""SQL statements with values."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO patients (mrn, last_name, note) VALUES ('8842119', 'O''Brien', NULL);",
        "CREATE TABLE patients (mrn TEXT, last_name TEXT, note TEXT);\nINSERT INTO patients VALUES ('8842119', 'O''Brien', 'x');",
        "COPY patients (mrn, last_name, note) FROM stdin;\n8842119\tO''Brien\t\\N\n\\.\n",
    ],
)
def test_columns_tell_the_values(text: str, found: Find) -> None:
    assert found(text) == [("MRN", "8842119"), ("NAME", "O''Brien")]


def test_set_and_where(found: Find) -> None:
    assert found("UPDATE patient SET last_name = 'Okafor' WHERE mrn = '8842119'") == [
        ("NAME", "Okafor"),
        ("MRN", "8842119"),
    ]


def test_a_schema_holds_no_values(found: Find) -> None:
    assert found("CREATE TABLE patients (ssn CHAR(11), dob DATE, name VARCHAR(80) NOT NULL DEFAULT '')") == []
