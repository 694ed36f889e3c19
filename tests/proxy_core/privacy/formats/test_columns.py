"""What a row of named columns holds."""

from __future__ import annotations

from proxy_core.privacy.formats.columns import OF_SYSTEM, accepts, kinds
from proxy_core.privacy.labels import Label


def test_bare_columns_need_a_patients_column_beside_them() -> None:
    assert kinds(["code", "name", "description"]) is None
    labels = kinds(["name", "dob", "x"])
    assert labels is not None
    assert [label and label.type for label in labels] == ["NAME", "DATE", None]


def test_lower_and_upper_case_names_are_names_here() -> None:
    assert accepts(Label("NAME", False, "last name"), "okafor")
    assert accepts(Label("NAME", False, "last name"), "OKAFOR")
    assert not accepts(Label("NAME", False, "last name"), "null")


def test_a_systems_times_and_ids_are_no_patients() -> None:
    labels = kinds(["id", "mrn", "last_name", "created_at"])
    assert labels is not None
    assert labels[0] is None
    assert labels[3] is OF_SYSTEM


def test_last_digits_user_names_and_employers() -> None:
    assert accepts(Label("SSN", False, "ssn last4"), "0830")
    assert accepts(Label("OTHER_ID", True, "username"), "andrea_dangelo")
    assert accepts(Label("NAME", True, "employer"), "Bluestem Foods Inc")
    assert not accepts(Label("NAME", True, "name"), "HDHP")


def test_initials_of_subjects() -> None:
    labels = kinds(["Subject ID", "Initials", "Surname"])
    assert labels is not None
    initials = labels[1]
    assert initials is not None
    assert accepts(initials, "OV")
    assert accepts(initials, "O.V.")
    assert not accepts(initials, "Visit")
