"""C-CDA and other XML."""

from __future__ import annotations

from collections.abc import Callable

Find = Callable[[str], list[tuple[str, str]]]


def test_the_header_of_a_clinical_document(found: Find) -> None:
    text = """<ClinicalDocument><id extension="44" root="1.2.3"/><effectiveTime value="20240101"/>
<recordTarget><patientRole><id extension="8842119" root="1.2.9"/><id extension="219-09-4821" root="2.16.840.1.113883.4.1"/>
<addr><streetAddressLine>12 Oak St</streetAddressLine><city>Dayton</city><postalCode>45402</postalCode></addr>
<telecom value="tel:+1-937-555-0134"/><patient><name><given>Maria</given><family>Okafor</family></name><birthTime value="19600304"/></patient>
</patientRole></recordTarget></ClinicalDocument>"""
    assert found(text) == [
        ("MRN", "8842119"), ("SSN", "219-09-4821"), ("GEO", "12 Oak St"), ("GEO", "Dayton"), ("GEO", "45402"),
        ("PHONE", "+1-937-555-0134"), ("NAME", "Maria"), ("NAME", "Okafor"), ("DATE", "19600304"),
    ]  # fmt: skip


def test_elements_of_other_xml_are_keys(found: Find) -> None:
    assert found("<Patient><LastName>Quackenbush</LastName><SSN>219-09-4821</SSN></Patient>") == [
        ("NAME", "Quackenbush"), ("SSN", "219-09-4821"),
    ]  # fmt: skip


def test_sections_are_read_as_running_text(found: Find) -> None:
    text = (
        '<ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole><id extension="8842119" root="1.2.9"/>'
        "<patient><name><given>Maria</given><family>Okafor</family></name></patient></patientRole></recordTarget>"
        "<section><title>Course</title><text><table><tr><td>Stent</td><td>Sep 07, 2021</td></tr></table>"
        "<paragraph>Ms. Okafor came with her sister <content>Ysolde</content>.</paragraph></text></section>"
    )
    values = [value for _, value in found(text)]
    assert values == ["8842119", "Maria", "Okafor", "Sep 07, 2021", "Okafor", "Ysolde"]
