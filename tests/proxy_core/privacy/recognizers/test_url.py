"""URL: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    (
        "patient portal: https://portal.stlukes.org/patient/8842119",
        "https://portal.stlukes.org/patient/8842119",
    ),
    (
        "her chart, MRN 8842119, is at https://mychart.valley.net/p/88421",
        "https://mychart.valley.net/p/88421",
    ),
    (
        "See https://portal.northlake.org/patients/88213 for the patient",
        "https://portal.northlake.org/patients/88213",
    ),
    ("Patient portal: https://mychart.uhosp.org/u/4471", "https://mychart.uhosp.org/u/4471"),
    (
        "Her page www.facebook.com/rosa.marroquin.71 names the patient and the clinic",
        "www.facebook.com/rosa.marroquin.71",
    ),
)
MUST_NOT = (
    '{"name": "anyio", "patient": 1, "url": "https://files.pythonhosted.org/packages/7b/a2/10639a/anyio-4.4.0.whl"}',
    'patient record, url = "https://artifacts.northlake.org/simple/anyio/anyio-4.4.0-py3-none-any.whl"',
    "resolved https://npm.northlake.org/patient-ui/-/patient-ui-1.2.3.tgz#0123456789abcdef for the patient",
    "https://hl7.org/fhir/R4/patient.html",
    "https://github.com/acme/patients/pull/12",
    "https://api.example.com/v1/patients/{id}",
    "see https://docs.python.org/3/library/re.html",
    "https://www.hl7.org/fhir/patient.html for the patient",
    "http://patient-svc.clinical.svc.cluster.local:8080",
    "https://github.com/org/patient/issues/12",
    "http://localhost:8080/patients/1",
    "https://schemas.hospital.example/patient-v1.json",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("URL", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "URL"] == []
