"""Numbers that only the words of a form's heading announce, beside it or above."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

_FORM = "Patient: Orla Benavidez      DOB: 04/12/1961      MRN: 8812204\nDiagnosis: asthma\n"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Req #: PO-547329     Fasting: Y", "PO-547329"),
        ("Our file: M1614217", "M1614217"),
        ("SECONDARY......: Summit Mutual   POL#: POL-3049066", "POL-3049066"),
        ("Enc: 4336979351   Visit type: new", "4336979351"),
        ("Rx# RX1557948   Qty 30", "RX1557948"),
        ("Incident #: 2026-474237   Unit: M-12", "2026-474237"),
        ("Permit no. 44120", "44120"),
        ("Registrar's number......... 9912", "9912"),
        ("Pharmacy file no. 7781-2231", "7781-2231"),
        ("Student No. 2231907, Locker No. 1120", "2231907"),
        ("Conf# 771203", "771203"),
        ("License no.: PA-111066", "PA-111066"),
    ],
)
def test_a_heading_that_ends_in_a_word_of_numbering_announces_an_identifier(
    line: str, value: str, found: Find
) -> None:
    assert value in [each for _, each in found(_FORM + line + "\n")]


@pytest.mark.parametrize(
    "line",
    [
        "CPT code no. 99213   Revenue code # 0450",
        "Locker No. 1120   Room # 4410",
        "RxBIN # 610014   Payer ID: 60054",
        "NDC number 00093-1048-01",
        "Room number 44120   Form No. 1500.2",
        "Qty # 3000 units   Page number 1201",
        "Ticket no. 118822   Release # 202403",
    ],
)
def test_codes_places_and_counts_are_nobodys(line: str, found: Find) -> None:
    assert [each for _, each in found(_FORM + line + "\n") if each in line] == []


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("Member Name\nMARISOL OKONKWO\nMember ID\nKUH736422683\n", "KUH736422683"),
        ("Group No.\nGRP-75194\n", "GRP-75194"),
        ("1. Patient's name:\nQuillfeather, Tomas\n", "Quillfeather, Tomas"),
        ("Date of Birth\n\t3/14/1962\n", "3/14/1962"),
    ],
)
def test_a_value_stands_below_its_heading(form: str, value: str, found: Find) -> None:
    assert value in [each for _, each in found(_FORM + form)]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Chart no. ___K99120___", "K99120"),
        ("Admitted ___2/3/24___", "2/3/24"),
        ("Crew: Hatathli / Szymanski", "Hatathli"),
        ("Confirmed by: LASKARIS MIREILLE", "LASKARIS MIREILLE"),
    ],
)
def test_blanks_are_filled_in_and_duties_named(line: str, value: str, found: Find) -> None:
    assert value in [each for _, each in found(_FORM + line + "\n")]


def test_a_heading_over_a_heading_or_over_a_sentence_takes_nothing(found: Find) -> None:
    text = _FORM + "Attending\nInstructions\nPatient\nTake one tablet by mouth daily\n"
    assert [each for _, each in found(text)] == [each for _, each in found(_FORM)]


def test_no_heading_is_read_in_a_program(found: Find) -> None:
    text = "if (req.no == 547329) { form['case no'] = 88120; } // patient Orla Benavidez, MRN: 8812204\n" * 3
    assert "547329" not in [each for _, each in found(text)]
