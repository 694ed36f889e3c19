"""What a row of named columns holds."""

from __future__ import annotations

from proxy_core.privacy.formats.columns import accepts, kinds
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
