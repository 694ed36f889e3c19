"""What every recognizer has, and the checks that they share."""

from __future__ import annotations

import pytest

from proxy_core.privacy.recognizers import BY_TYPE, RECOGNIZERS
from proxy_core.privacy.recognizers.base import Recognizer, digits, is_machine_id, luhn, says_nothing
from proxy_core.privacy.types import PHI_TYPES


def test_there_is_one_recognizer_for_each_type() -> None:
    assert sorted(BY_TYPE) == sorted(PHI_TYPES)
    assert len(RECOGNIZERS) == len(PHI_TYPES)


@pytest.mark.parametrize("recognizer", RECOGNIZERS, ids=lambda each: each.type)
def test_each_tells_a_person_what_it_finds_and_cites_its_rule(recognizer: Recognizer) -> None:
    assert recognizer.label
    assert recognizer.help.endswith(".")
    assert len(recognizer.rule) == 1
    module = __import__(type(recognizer).__module__, fromlist=["x"])
    assert f"164.514(b)(2)(i)({recognizer.rule})" in " ".join((module.__doc__ or "").split())


@pytest.mark.parametrize("recognizer", RECOGNIZERS, ids=lambda each: each.type)
def test_shapes_have_no_groups_that_would_shift_the_others(recognizer: Recognizer) -> None:
    import re

    assert [re.compile(shape).groups for shape in recognizer.shapes] == [0] * len(recognizer.shapes)


@pytest.mark.parametrize(
    "value", ["", "null", "N/A", "string", "${NAME}", "<name>", "%s", "unknown", "***", "{{ x }}"]
)
def test_holes_and_type_names_say_nothing(value: str) -> None:
    assert says_nothing(value)


@pytest.mark.parametrize("value", ["Maria Okafor", "8842119", "(217) 555-0134"])
def test_values_say_something(value: str) -> None:
    assert not says_nothing(value)


def test_luhn_and_digits() -> None:
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")
    assert digits("a1-2 3") == "123"


@pytest.mark.parametrize(
    "value", ["550e8400-e29b-41d4-a716-446655440000", "1.4.2", "8f3c2b1a9d4e5f60aa", "500mg"]
)
def test_machine_ids_are_told_from_numbers_of_persons(value: str) -> None:
    assert is_machine_id(value)
    assert not is_machine_id("8842119")
