"""How keys are read."""

from __future__ import annotations

import pytest

from proxy_core.privacy.labels import label_of, speaks_of_patient, split_key


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("patientSsn", "SSN"), ("PATIENT_SSN", "SSN"), ("Patient SSN #", "SSN"), ("firstName", "NAME"), ("pt_mrn_no", "MRN"),
        ("emergency_contact_phone", "PHONE"), ("DateOfBirth", "DATE"), ("homeAddress", "GEO"), ("policyNo", "HEALTH_PLAN"),
        ("TEST_PATIENT_DOB", "DATE"), ("userEmail", "EMAIL"), ("provider_npi", "LICENSE"), ("ip_address", "IP"),
    ],
)  # fmt: skip
def test_one_key_in_all_its_spellings(key: str, kind: str) -> None:
    label = label_of(key)
    assert label is not None
    assert label.type == kind


@pytest.mark.parametrize(
    "key", ["file_name", "hostName", "ssn_regex", "className", "x", "", "table_name", "a" * 80]
)
def test_keys_of_things_are_no_labels(key: str) -> None:
    assert label_of(key) is None


def test_humps_and_signs_part_words() -> None:
    assert split_key("patientSSNNo_2") == ["patient", "ssn", "no", "2"]


def test_only_some_keys_prove_a_patient() -> None:
    assert speaks_of_patient("dob")
    assert not speaks_of_patient("name")
    assert not speaks_of_patient("email")
