"""Tables with a header."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]
WANTED = [("MRN", "8842119"), ("NAME", "Zephyrine"), ("DATE", "1960-03-04")]


@pytest.mark.parametrize(
    "text",
    [
        "mrn,first_name,dob\n8842119,Zephyrine,1960-03-04", "mrn\tfirst_name\tdob\n8842119\tZephyrine\t1960-03-04", "mrn;first_name;dob\n8842119;Zephyrine;1960-03-04",
        "| MRN | First name | DOB |\n|---|---|---|\n| 8842119 | Zephyrine | 1960-03-04 |",
        "   mrn   | first_name |    dob     \n---------+------------+------------\n 8842119 | Zephyrine  | 1960-03-04\n(1 row)",
        "+-----+\n| mrn     | first_name | dob        |\n+-----+\n| 8842119 | Zephyrine  | 1960-03-04 |\n+-----+",
        "MRN       First name   DOB\n8842119   Zephyrine    1960-03-04",
        "       mrn  first_name         dob\n0  8842119   Zephyrine  1960-03-04",
        "Clinic export\n\nmrn,first_name,dob\n8842119,Zephyrine,1960-03-04",
        '"CHRT_NO","PT_FST_NM","BDATE"\r\n"8842119","ZEPHYRINE","1960-03-04"\r\n'.replace("ZEPHYRINE", "Zephyrine"),
        '"M.R.N. #","First name (legal)","D.O.B."\n"8842119","Zephyrine","1960-03-04"',
        "mrn;Vorname;Geburtsdatum\n8842119;Zephyrine;1960-03-04",
    ],
)  # fmt: skip
def test_the_header_gives_the_columns_their_meaning(text: str, found: Find) -> None:
    assert found(text) == WANTED


def test_quotes_may_hold_the_delimiter(found: Find) -> None:
    assert found('mrn,name,dob\n8842119,"Okafor, Maria",1960-03-04') == [
        ("MRN", "8842119"), ("NAME", "Okafor, Maria"), ("DATE", "1960-03-04"),
    ]  # fmt: skip


def test_a_table_of_things_stays(found: Find) -> None:
    assert found("code,name,valid_from\nG20,Parkinson's disease,2015-10-01") == []


def test_initials_and_numbered_names_are_names_in_their_columns(found: Find) -> None:
    assert found("Last,First,MI,DOB\nQuackenbush226,Ysolde331,M,1960-03-04")[:3] == [
        ("NAME", "Quackenbush226"), ("NAME", "Ysolde331"), ("NAME", "M"),
    ]  # fmt: skip


def test_times_of_a_system_stay(found: Find) -> None:
    text = "mrn,last_name,dob,created_at\n8842119,Okafor,1960-03-04,2023-07-21T01:30:16Z"
    assert [value for _, value in found(text)] == ["8842119", "Okafor", "1960-03-04"]


def test_headers_that_one_space_parts(found: Find) -> None:
    text = "BED   PATIENT          MRN      AGE SEX ATTENDING   ADMIT\n402A  WALLACE, ANNA    8842119   97  F  FOX E       02/23/2025"
    assert [value for _, value in found(text)] == ["WALLACE, ANNA", "8842119", "97", "FOX E", "02/23/2025"]


def test_a_header_is_no_row(found: Find) -> None:
    assert found("PT_LNAME|PT_FNAME|MI|DOB|SEX|MRN\n") == []
