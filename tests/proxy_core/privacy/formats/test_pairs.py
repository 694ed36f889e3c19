"""Keys with values in data, programs and what they print."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from proxy_core.privacy.document import Document
from proxy_core.privacy.formats.pairs import windows

Find = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    "text",
    [
        '{"pt_nm": "Zephyrine Quackenbush", "dob": "x"}', "pt_nm: Zephyrine Quackenbush\nmrn: x", "PT_NM='Zephyrine Quackenbush'",
        "pt_nm=Zephyrine Quackenbush lvl=info", "@ptNm = N'Zephyrine Quackenbush'", "--pt-nm 'Zephyrine Quackenbush'",
        '.ptNm("Zephyrine Quackenbush")', 'p.setPtNm("Zephyrine Quackenbush");', 'm.put("ptNm", "Zephyrine Quackenbush")',
        'Map.of("x", "y", "ptNm", "Zephyrine Quackenbush")', '[["ptNm", "Zephyrine Quackenbush"]]', '{:pt-nm "Zephyrine Quackenbush"}',
        ":pt_nm => 'Zephyrine Quackenbush'", '["pt_nm"]=>\n  string(21) "Zephyrine Quackenbush"', "[pt_nm] => Zephyrine Quackenbush\n",
        'Patient { pt_nm: Some("Zephyrine Quackenbush") }', 'assertEquals("Zephyrine Quackenbush", p.getPtNm());',
        'assert "Zephyrine Quackenbush" == p.pt_nm', 'self.assertEqual(p.pt_nm, "Zephyrine Quackenbush")',
        "expect(p.ptNm).toBe('Zephyrine Quackenbush')", 'p.PtNm.Should().Be("Zephyrine Quackenbush");',
        "cy.get('[data-cy=pt_nm]').type('Zephyrine Quackenbush')", 'I enter "Zephyrine Quackenbush" in the "Pt nm" field',
        '{"key": "pt_nm", "value": "Zephyrine Quackenbush"}', '{"question": "Pt nm", "answer": "Zephyrine Quackenbush"}',
        "pt_nm       | Zephyrine Quackenbush\nmrn   | x", "pt_nm         Zephyrine Quackenbush\n", '?a=1&pt_nm=Zephyrine+Quackenbush&b=2',
        'form-data; name="pt_nm"\n\nZephyrine Quackenbush\n--x', "pt_nm = c('Zephyrine Quackenbush')", '{"pt_nm":{"0":"Zephyrine Quackenbush"}}',
        '{"pt_nm": {"S": "Zephyrine Quackenbush"}}', '{"key":"pt_nm","value":{"stringValue":"Zephyrine Quackenbush"}}',
        'HSET x pt_nm "Zephyrine Quackenbush"', "PATNM=Zephyrine Quackenbush|SEX=F", "env:\n- name: PT_NM\n  value: 'Zephyrine Quackenbush'",
        "Patient Full Name                     : Zephyrine Quackenbush\n", "&{PtNm:Zephyrine Quackenbush X:1}",
        "pt_nm:\n  - Zephyrine Quackenbush\n", r'"{\"pt_nm\": \"Zephyrine Quackenbush\"}"', "SELECT 1 WHERE pt_nm IN ('Zephyrine Quackenbush')",
    ],
)  # fmt: skip
def test_the_value_of_a_key_is_found_however_it_is_written(text: str, found: Find) -> None:
    assert [(kind, value.replace("+", " ")) for kind, value in found(text)] == [
        ("NAME", "Zephyrine Quackenbush")
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("p = P(birth_date=date(1960, 3, 4))", "1960, 3, 4"), ("DOB: time.Date(1960, time.March, 4, 0, 0)", "1960, time.March, 4"),
        ("?dob=03%2F04%2F1960&x=1", "03%2F04%2F1960"), ('{"mrn": "8842119", "dob": ISODate("1960-03-04T00:00:00Z")}', "1960-03-04T00:00:00Z"),
    ],
)  # fmt: skip
def test_dates_of_programs_and_queries(text: str, value: str, found: Find) -> None:
    assert ("DATE", value) in found(text)


def test_a_date_in_parts(found: Find) -> None:
    assert [value for _, value in found("birth_date { year: 1960 month: 3 day: 4 }")] == ["1960", "3", "4"]


def test_an_address_over_two_lines_is_masked_line_by_line(found: Find) -> None:
    text = r'{"mrn": "8842119", "address": "4815 Larkspur Lane\nBoise, ID 83702", "note": "x"}'
    assert found(text)[1:] == [("GEO", "4815 Larkspur Lane"), ("GEO", "Boise, ID 83702")]


def test_keys_of_things_count_in_company_of_a_persons(found: Find) -> None:
    assert found('{"fname": "zephyrine", "city": "Wapakoneta"}') == []
    assert found('{"mrn": "8842119", "fname": "zephyrine", "city": "Wapakoneta"}') == [
        ("MRN", "8842119"), ("NAME", "zephyrine"), ("GEO", "Wapakoneta"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "class Patient:\n    first_name: str\n    last_name: Optional[str] = None\n    dob: date = field(default=None)",
        "patient.last_name = form.last_name\npatient.dob = parse(row)\npt_nm = names.get(key)",
        '{"pt_nm": "Patient name", "dob": "Date of birth", "city": "City"}', "first_name = CharField(max_length=50)  # patient",
        'Key("patient_name", "string")', "const { lastName, dob } = patient;", "lastName: Yup.string().required(),\ndob: Yup.date()",
        "if patient.last_name == other.last_name and patient.dob is not None:", 'expect(isEqualTo("dob")).toBe("string")',
    ],
)  # fmt: skip
def test_programs_without_values_stay(text: str, found: Find) -> None:
    assert found(text) == []


def test_the_system_of_a_number_tells_what_it_is(found: Find) -> None:
    text = "birthDate: 1960-03-04\nidentifier:\n  - system: urn:mrn\n    value: '8842119'\n"
    assert found(text) == [("DATE", "1960-03-04"), ("MRN", "8842119")]


def test_days_as_pictures_carry_them(found: Find) -> None:
    assert ("DATE", "1960:03:04") in found(
        "Patient ID            : 8842119\nPatient Birth Date    : 1960:03:04\n"
    )


def test_what_is_read_of_one_long_line_does_not_overlap() -> None:
    doc = Document(('{"pt_nm":"x",' + '"k":"v",' * 600 + "}") * 20)
    places = list(windows(doc))
    assert len(places) == 20
    assert all(one[1] <= later[0] for one, later in pairwise(places))
