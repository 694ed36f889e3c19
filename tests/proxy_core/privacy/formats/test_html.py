"""Keys with values in markup."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    "text",
    [
        "<PtNm>Zephyrine Quackenbush</PtNm>", "<ns:PtNm xsi:type=\"xsd:string\"><![CDATA[Zephyrine Quackenbush]]></ns:PtNm>",
        "<PtNm>\n  Zephyrine Quackenbush\n</PtNm>", '<Row PtNm="Zephyrine Quackenbush"/>', '<PtNm value="Zephyrine Quackenbush"/>',
        '<input name="pt_nm" type="text" value="Zephyrine Quackenbush">', '<input value="Zephyrine Quackenbush" id="pt_nm"/>',
        '<textarea name="pt_nm">Zephyrine Quackenbush</textarea>', '<span data-field="pt_nm">Zephyrine Quackenbush</span>',
        '<td class="patient-name">Zephyrine Quackenbush</td>', '<field name="pt_nm">Zephyrine Quackenbush</field>',
        "<label>Patient name:</label> <b>Zephyrine Quackenbush</b>", "<dt>Patient name</dt><dd>Zephyrine Quackenbush</dd>",
        "<b>Patient name:</b> Zephyrine Quackenbush<br>", "<tr><th>Patient name</th><td>Zephyrine Quackenbush</td></tr>",
        "<key>patient_name</key><string>Zephyrine Quackenbush</string>", "<PtNm><Value>Zephyrine Quackenbush</Value></PtNm>",
        '<label>Patient name</label><input type="text" value="Zephyrine Quackenbush">',
    ],
)  # fmt: skip
def test_the_value_of_a_key_is_found_however_it_is_marked_up(text: str, found: Find) -> None:
    assert found(text) == [("NAME", "Zephyrine Quackenbush")]


def test_the_header_of_a_table_names_its_columns(found: Find) -> None:
    text = """<table><thead><tr><th>MRN</th><th>Name</th><th>DOB</th></tr></thead><tbody>
<tr><td>8842119</td><td>Zephyrine Quackenbush</td><td>03/04/1960</td></tr><tr><td>8842120</td><td>zoe o'brien</td><td></td></tr></tbody></table>"""
    assert [value for _, value in found(text)] == [
        "8842119", "Zephyrine Quackenbush", "03/04/1960", "8842120", "zoe o'brien",
    ]  # fmt: skip


def test_elements_of_things_count_in_company_of_a_persons(found: Find) -> None:
    assert found("<product><name>Zoom Lens</name><city>Dayton</city></product>") == []
    assert found("<patient><first>Zephyrine</first><dob>1960-03-04</dob><city>Dayton</city></patient>") == [
        ("NAME", "Zephyrine"), ("DATE", "1960-03-04"), ("GEO", "Dayton"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        '<label for="lastName">Last name</label><input id="lastName" name="lastName" placeholder="Enter last name" required>',
        "<tr><th>Patient name</th><th>Date of birth</th></tr>", "<PatientCard patient={patient} lastName={lastName} />",
        '<xs:element name="patientName" type="xs:string"/>', "<h1>Patients</h1><p>Add a patient</p>",
    ],
)  # fmt: skip
def test_forms_and_schemas_stay(text: str, found: Find) -> None:
    assert found(text) == []
