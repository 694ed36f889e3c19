"""DICOM attributes as tools print them."""

from __future__ import annotations

from collections.abc import Callable

Find = Callable[[str], list[tuple[str, str]]]


def test_dcmdump(found: Find) -> None:
    text = "(0010,0010) PN [OKAFOR^MARIA]   # 12, 1 PatientName\n(0010,0020) LO [8842119]  # 8, 1 PatientID\n(0010,0040) CS [F]\n(0008,0018) UI [1.2.840.113619.2.55]"
    assert found(text) == [("NAME", "OKAFOR"), ("NAME", "MARIA"), ("MRN", "8842119")]


def test_pydicom(found: Find) -> None:
    text = (
        "(0010, 0010) Patient's Name    PN: 'O'Brien^Zoe'\n(0010, 0030) Patient's Birth Date   DA: '19600304'"
    )
    assert found(text) == [("NAME", "O'Brien"), ("NAME", "Zoe"), ("DATE", "19600304")]


def test_dicom_json(found: Find) -> None:
    text = '{"00100010": {"vr": "PN", "Value": [{"Alphabetic": "Okafor^Maria"}]}, "00080060": {"vr": "CS", "Value": ["CT"]}}'
    assert found(text) == [("NAME", "Okafor"), ("NAME", "Maria")]


def test_values_without_brackets_and_initials(found: Find) -> None:
    text = (
        "(0008,0020) DA 20250105 \t\t # 8,1 Study Date\n(0010,0010) PN [Okafor^Maria^Q] # 14,1 Patient's Name"
    )
    assert [value for _, value in found(text)] == ["20250105", "Okafor", "Maria", "Q"]
