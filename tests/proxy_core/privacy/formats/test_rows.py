"""Rows of literals and what names their columns."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]
WANTED = [("MRN", "8842119"), ("NAME", "Zephyrine"), ("DATE", "1960-03-04")]


@pytest.mark.parametrize(
    "text",
    [
        '{"columns": ["mrn", "first_name", "dob"], "rows": [["8842119", "Zephyrine", "1960-03-04"]]}',
        'cur.execute("INSERT INTO p (mrn, first_name, dob) VALUES (?, ?, ?)", ("8842119", "Zephyrine", "1960-03-04"))',
        'INSERT INTO p (mrn, first_name, dob) VALUES ($1, $2, $3) -- args: ["8842119", "Zephyrine", "1960-03-04"]',
        'tests := []struct{ mrn, first, dob string }{ {"8842119", "Zephyrine", "1960-03-04"} }',
        'record Patient(String mrn, String firstName, LocalDate dob) {}\nnew Patient("8842119", "Zephyrine", LocalDate.parse("1960-03-04"));',
        '@pytest.mark.parametrize("mrn, first_name, dob", [("8842119", "Zephyrine", "1960-03-04")])',
        'Patient = namedtuple("Patient", ["mrn", "first_name", "dob"])\nrows = [("8842119", "Zephyrine", "1960-03-04")]',
        'PATIENTS = [\n    ("8842119", "Zephyrine", "1960-03-04"),\n]',
        'patient = make_patient("8842119", "Zephyrine", date(1960, 3, 4))'.replace("date(1960, 3, 4)", 'date("1960-03-04")'),
    ],
)  # fmt: skip
def test_columns_are_named_before_the_row_or_shown_by_it(text: str, found: Find) -> None:
    assert found(text) == WANTED


def test_every_row_of_a_list_is_read(found: Find) -> None:
    rows = ", ".join(f'("88421{n}9", "Zephyrine", "1960-03-0{n}")' for n in range(1, 9))
    assert sum(kind == "MRN" for kind, _ in found(f"PATIENTS = [{rows}]")) == 8


def test_rows_that_nothing_announces_show_a_person_by_themselves(found: Find) -> None:
    text = "[('8842119', 'Okafor', 'Maria', datetime.date(1960, 3, 4)), ('8842120', 'Smith', 'John', None)]"
    assert [value for _, value in found(text)][:4] == ["8842119", "Okafor", "Maria", "1960, 3, 4"]


@pytest.mark.parametrize(
    "text",
    [
        'CODES = [("G20", "Tremor", "2015-10-01")]  # diagnosis of the patient', 'label(patient, "First name", "Last name", "Date of birth")',
        'logger.info("patient %s admitted to %s", "a", "b")', '["mrn", "first_name", "dob"]', 'open_ward("ICU", "West", 12345)  # patient beds',
    ],
)  # fmt: skip
def test_rows_of_things_and_captions_stay(text: str, found: Find) -> None:
    assert found(text) == []
