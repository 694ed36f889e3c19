"""Names that only the sentence tells."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mrs. Thibodeaux was seen in clinic.", "Thibodeaux"),
        ("Greta Lindqvist is a 54-year-old woman with asthma.", "Greta Lindqvist"),
        ("The patient came with his daughter Zephyrine to the clinic.", "Zephyrine"),
        ("Spoke with Bohdan's sister about the surgery.", "Bohdan"),
        ("Interpreted by Tom Garcia, MD after the CT.", "Tom Garcia"),
        ("Dear Xiomara,\nyour lab results and medications are ready.", "Xiomara"),
        ("Pt Winterbourne denies fever and nausea.", "Winterbourne"),
        ("Family meeting held w/ wife Ronke; the patient stays sedated.", "Ronke"),
        ("Her sons Dirk, Willem and Case visited the patient.", "Dirk, Willem"),
        ("The patient was born to Gerrit and Johanna Roorda.", "Gerrit"),
        ("Rose, his wife, noticed a mole on the patient's back.", "Rose"),
        ("The chart of the Knight twins is wrong; Mrs. Knight called about the lab results.", "Knight"),
        ("bed 7 Trujillo - fall risk, sitter at bedside; the nurse checks hourly.", "Trujillo"),
        ("[9:04 AM] Marcus: the patient feed choked\n[9:05 AM] Priya: on which chart?", "Priya"),
        ("mrs haddad is here for her appointment with the nurse", "haddad"),
        ("Called Hollenbeck about the biopsy of Mrs. Okafor; the patient waits.", "Hollenbeck"),
        ("Guarantor Odalys Prieto says the patient was double billed.", "Odalys Prieto"),
        ("The patient is sedated.\n\nThanks much,\nTamsin\n", "Tamsin"),
        (
            "# HACK: the patient Guadalupe Etxeberria has a trailing space in her chart\nx = {'a': f(1)};",
            "Guadalupe Etxeberria",
        ),
        ("The patient retired from Cascade Title; Mrs. Okafor lives alone.", "Cascade Title"),
        ("Nurse Abiodun was notified; Dr. St. John rounded on the patient.", "St. John"),
        ("Priya Iyengar\n12 Oak Street\nYour insurance claim was denied, member.", "Priya Iyengar"),
    ],
)
def test_a_name_is_found_by_what_stands_around_it(text: str, name: str, found: Find) -> None:
    assert ("NAME", name) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Parkinson's disease and Hodgkin lymphoma were diagnosed in patients.",
        "The Apgar score is noted by the nurse. A Foley catheter was placed.",
        "Stevens-Johnson syndrome occurred in patients on treatment.",
        "Author: Maria Lopez <maria@users.noreply.github.com>\nFix the patient lookup",
        "You are Claude Code. Ask the user before the exam of patient files.",
        "Lisinopril was prescribed. Blue Cross denied the claim.",
        "Patients came to St. Luke's by ambulance. The Heimlich maneuver helped.",
        "Kaplan-Meier curves and Cox regression were used for patients (Smith et al., 2019).",
        "Patient matching PR needs review. Bump Jackson to 2.17. QA found that Safari drops the session.",
        "Notify the Rapid Response Team for the patient. Consult Infectious Disease. Give Ringer's lactate.",
        "The patient menu: Caesar salad, Taco bar, Philly steak. Nurses may order from Grubhub.",
        "The chart was performed by Elasticsearch and reviewed by Security for the patient index.",
    ],
)
def test_eponyms_makers_and_products_are_no_names(text: str, found: Find) -> None:
    assert found(text) == []
