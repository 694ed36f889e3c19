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
        "CREATE TABLE t (lname TEXT, mrn TEXT, bdate DATE);\nREPLACE INTO t (mrn, lname) VALUES (N'8842119', N'O''Brien')",
        "INSERT INTO t (mrn, last_name) SELECT '8842119', 'O''Brien' UNION ALL SELECT NULL, NULL;",
        "INSERT ALL INTO t (mrn, last_name) VALUES ('8842119', 'O''Brien') SELECT 1 FROM dual",
        "INSERT [members] ([mrn], [last_name]) VALUES (N'8842119', N'O''Brien')",
        "INSERT [dbo].[Patient Records] ([MRN], [Last Name]) VALUES (N'8842119', N'O''Brien')",
        "INSERT INTO #pts (mrn, last_name) VALUES ('8842119', 'O''Brien')",
        "INSERT INTO t AS p (mrn, last_name) OVERRIDING SYSTEM VALUE VALUES ('8842119', 'O''Brien')",
        "MERGE INTO t USING (VALUES ('8842119', 'O''Brien')) AS s(mrn, last_name) ON t.mrn = s.mrn",
        "ERROR: duplicate\nDETAIL:  Key (mrn, last_name)=(8842119, O''Brien) already exists.",
        "LOG: INSERT INTO t (mrn, last_name) VALUES ($1, $2)\nDETAIL: parameters: $1 = '8842119', $2 = 'O''Brien'",
        "[Parameters=[@p0='8842119' (Size = 20), @p1='O''Brien']]\nINSERT INTO [T] ([Mrn], [LastName]) VALUES (@p0, @p1);",
        "insert into t (mrn, last_name) values (?, ?)\nbinding parameter [1] as [VARCHAR] - [8842119]\n"
        "binding parameter [2] as [VARCHAR] - [O''Brien]",
        "LOG: SELECT 1 FROM t WHERE mrn = $1 AND last_name LIKE $2\nDETAIL: parameters: $1 = '8842119', $2 = 'O''Brien'",
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


def test_values_without_columns_show_what_they_are(found: Find) -> None:
    text = "INSERT INTO patients VALUES (1, '8842119', 'Okafor', '1960-03-04', 'F');"
    assert found(text) == [("MRN", "8842119"), ("NAME", "Okafor"), ("DATE", "1960-03-04")]
    assert found(text.replace("patients", "widgets").replace("'Okafor'", "'Sprocket'")) == []


def test_a_refused_row_is_repeated_by_the_error(found: Find) -> None:
    text = "ERROR: null value\nDETAIL:  Failing row contains (42, 8842119, Okafor, Maria, 1960-03-04, null)."
    assert [value for _, value in found(text)] == ["8842119", "Okafor", "Maria", "1960-03-04"]
