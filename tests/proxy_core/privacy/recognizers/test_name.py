"""NAME: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("Patient: Maria Okafor", "Maria Okafor"),
    ('{"patientName": "joan doe"}', "joan doe"),
    ("PATIENT NAME: LINDQVIST, GRETA", "LINDQVIST, GRETA"),
    ("seen by Dr. Abernathy today", "Abernathy"),
    ("Last Name: Quackenbush", "Quackenbush"),
    ("Accompanied by her daughter Ana, the patient walked in.", "Ana"),
    ("Pt seen by Dr. T. Underhill in clinic", "T. Underhill"),
    ("Spoke with Marisol at the patient's bedside.", "Marisol"),
    ("bed 7 Trujillo - fall risk, the nurse sits with him", "Trujillo"),
    ("c/o Hodan Ali, for the patient's insulin", "Hodan Ali"),
    ("Dear Ms. Barragan,", "Barragan"),
    ("Hi Tom,\nthe labs of your patient are back.", "Tom"),
    ("Thanks,\nBethany\nRN, cardiology clinic, for the patient", "Bethany"),
    ("Castellano, Gia was seen by the nurse for chest pain.", "Castellano, Gia"),
    ("MR. FITZWILLIAM WAS ADMITTED WITH PNEUMONIA.", "FITZWILLIAM"),
    ("The Knight's labs; the patient Mrs. Knight called.", "Knight"),
    ("Mr. Price was told by the nurse.", "Price"),
    ("// the mother of the patient, Ainhoa Etxeberria, called", "Ainhoa Etxeberria"),
    ("Ordering: O'Neill, Kathleen, MD   NPI: 1960975427", "O'Neill, Kathleen"),
    ("Mrs. Van den Berg is a 54-year-old patient.", "Van den Berg"),
    ("Subscriber: FATIMA L. THOMAS\nMember ID: H32062262", "FATIMA L. THOMAS"),
    ("Patient works at Harbor Freight and lives alone; Mrs. Okafor drives.", "Harbor Freight"),
    ("mrs haddad is here for her appointment, the nurse says", "haddad"),
)
MUST_NOT = (
    "name: str",
    "Parkinson's disease is diagnosed in patients",
    "patient: Patient",
    '"name": "patient-api"',
    "Patient Name",
    "Foley catheter for the patient",
    "Author: Ada Karlsson <ada@corp.io>",
    "patient: Unknown",
    "file_name = 'Maria'",
    "the patient denies pain",
    "Crohn's disease and Parkinson's disease in patients",
    "May the patient be seen? Will the nurse call?",
    "The Rose criteria and the Price index for patients",
    "Metoprolol was started and Lasix was held for the patient.",
    "EXAM: MRI LUMBAR SPINE of the patient",
    "Transported to St. Luke's by ambulance with the patient",
    "Patients use Kaplan-Meier curves and Cox regression",
    "Copyright 2021 Ada Karlsson, patient software",
    "fixed sorting (thanks Priya Nair for the report on the patient list)",
    "performed by Elasticsearch for the patient index",
    "reviewed by Security for patient data",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("NAME", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "NAME"] == []
