"""FHIR resources in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable

Find = Callable[[str], list[tuple[str, str]]]
PATIENT = {
    "resourceType": "Patient", "id": "550e8400-e29b-41d4-a716-446655440000", "meta": {"lastUpdated": "2024-01-01T00:00:00Z"},
    "identifier": [{"type": {"coding": [{"code": "MR"}]}, "value": "8842119"}, {"system": "http://hl7.org/fhir/sid/us-ssn", "value": "219-09-4821"}],
    "name": [{"family": "Okafor", "given": ["Maria"]}], "telecom": [{"system": "phone", "value": "937-555-0134"}, {"system": "email", "value": "m@okafor.net"}],
    "birthDate": "1960-03-04", "address": [{"line": ["12 Oak St"], "city": "Dayton", "postalCode": "45402"}],
}  # fmt: skip
VALUES = [
    ("MRN", "8842119"), ("SSN", "219-09-4821"), ("NAME", "Okafor"), ("NAME", "Maria"), ("PHONE", "937-555-0134"), ("EMAIL", "m@okafor.net"),
    ("DATE", "1960-03-04"), ("GEO", "12 Oak St"), ("GEO", "Dayton"), ("GEO", "45402"),
]  # fmt: skip


def test_a_patient_is_read_as_a_tree(found: Find) -> None:
    assert found(json.dumps(PATIENT)) == VALUES
    assert found(json.dumps(PATIENT, indent=2)) == VALUES


def test_a_patient_inside_a_string_is_read_too(found: Find) -> None:
    assert found(json.dumps({"body": json.dumps(PATIENT)})) == VALUES


def test_definitions_are_not_patients(found: Find) -> None:
    text = json.dumps(
        {"resourceType": "StructureDefinition", "name": "Patient", "date": "2019-11-01", "publisher": "HL7"}
    )
    assert found(text) == []


def test_quotes_within_a_narrative_do_not_lose_the_thread(found: Find) -> None:
    resource = {"text": {"div": '<div xmlns="http://www.w3.org/1999/xhtml">x "y" z</div>'}, **PATIENT}
    assert found(json.dumps(resource)) == VALUES
    assert found(json.dumps({"body": json.dumps(resource)})) == VALUES


def test_references_are_somebodys_if_they_are_no_uuids(found: Find) -> None:
    resource = {"resourceType": "Observation", "subject": {"reference": "Patient/88123"}, "encounter": {"reference": "urn:uuid:550e8400-e29b-41d4-a716-446655440000"}}  # fmt: skip
    assert found(json.dumps(resource)) == [("MRN", "88123")]


def test_maiden_names_generations_accessions_and_authors(found: Find) -> None:
    resource = {
        "resourceType": "Patient", "extension": [{"url": "http://x/patient-mothersMaidenName", "valueString": "Abernathy"}],
        "name": [{"suffix": ["Jr."]}], "accessionIdentifier": {"value": "X3406298"}, "note": [{"authorString": "Charlotte Garza"}],
    }  # fmt: skip
    assert [value for _, value in found(json.dumps(resource))] == [
        "Abernathy",
        "Jr.",
        "X3406298",
        "Charlotte Garza",
    ]
