"""The patients that `scrubroom verify` plants: made up, and found where they stand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.verify_patients import Form, Patient, Value, wanted
from app.verify_positions import POSITIONS
from proxy_core.config import parse_config
from proxy_core.privacy.guard import Guard
from proxy_core.privacy.placeholders import TOLERANT

KEY = b"a synthetic install key"


def found(form: Form) -> set[tuple[str, str]]:
    """The findings in a form, as a tool's input."""
    call = {"type": "tool_use", "id": "t", "name": "Write", "input": form.content}
    if isinstance(form.content, str):
        call = {"type": "text", "text": form.content}
    redaction = Guard(KEY).redact({"messages": [{"role": "assistant", "content": [call]}]})
    tokens = [match[0] for match in TOLERANT.finditer(json.dumps(redaction.body))]
    return {(token[4:-9], redaction.vault.original(token) or "") for token in tokens}


@pytest.mark.parametrize("number", range(len(POSITIONS) + 2))
def test_every_value_of_a_note_and_a_record_is_one_that_the_guard_finds(number: int) -> None:
    patient = Patient(number)
    for form in (patient.note(), patient.record(), patient.sentence()):
        assert {(value.type, value.text) for value in form.values} <= found(form)


@pytest.mark.parametrize("number", range(100, 3000, 97))
def test_a_patient_of_any_number_is_found(number: int) -> None:
    sentence = Patient(number).sentence()
    assert {(value.type, value.text) for value in sentence.values} == found(sentence)


@pytest.mark.parametrize("form", [Patient.hl7, Patient.numbered, Patient.long, Patient.json_text])
def test_every_form_holds_its_values(form: Any) -> None:
    made = form(Patient(7))
    assert made.values
    assert all(value.stands_in(made.content) for value in made.values)


def test_no_two_positions_share_a_patient() -> None:
    numbers = {(Patient(number).mrn, Patient(number).ssn) for number in range(len(POSITIONS) + 2)}
    assert len(numbers) == len(POSITIONS) + 2


@pytest.mark.parametrize("deep", range(4))
def test_a_value_is_traced_in_json_inside_json(deep: int) -> None:
    text = "Patient: José Núñez"
    for _ in range(deep):
        text = json.dumps(text)
    assert any(trace in text.encode() for trace in Value("NAME", "José Núñez").traces())


@pytest.mark.parametrize("text", ["by Núñez", "q=Jos%C3%A9%20N%C3%BA%C3%B1ez"])
def test_a_part_of_a_name_and_a_name_in_an_address_are_traced(text: str) -> None:
    assert any(trace in text.encode() for trace in Value("NAME", "José Núñez").traces())


def test_what_the_settings_let_pass_is_not_planted() -> None:
    config = parse_config({"privacy": {"types_off": ["PHONE"], "allow": ["/TEST-[0-9]+/"]}})
    plant = wanted(config.settings)
    assert not plant(Value("PHONE", "(212) 555-0143"))
    assert not plant(Value("MRN", "TEST-12"))
    assert plant(Value("MRN", "8842119"))
