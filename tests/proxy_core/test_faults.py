"""A failure is told by its type and place; its text, which may quote a patient, is not."""

from __future__ import annotations

from pathlib import Path

from proxy_core.faults import describe

PATIENT = "Jane Roe, MRN 4711"


def caught(call: object) -> BaseException:
    assert callable(call)
    try:
        call()
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def fails() -> None:
    raise ValueError(PATIENT)


def fails_because() -> None:
    try:
        fails()
    except ValueError as error:
        raise RuntimeError(PATIENT) from error


def fails_while() -> None:
    try:
        fails()
    except ValueError:
        raise KeyError(PATIENT) from None


def test_type_and_place_are_told_innermost_first() -> None:
    said = describe(caught(fails))
    assert said.startswith("ValueError at test_faults.py:")
    assert " in fails < test_faults.py:" in said
    assert PATIENT not in said


def test_causes_follow_and_hidden_ones_do_not() -> None:
    assert " because of ValueError at " in describe(caught(fails_because))
    assert "ValueError" not in describe(caught(fails_while))


def test_the_number_of_an_operating_system_error_is_told_its_file_is_not() -> None:
    said = describe(caught(Path(f"/nowhere/{PATIENT}").read_bytes))
    assert said.startswith("FileNotFoundError 2 at ")
    assert PATIENT not in said


def test_members_of_a_group_are_told() -> None:
    group = BaseExceptionGroup(PATIENT, [caught(fails), TypeError(PATIENT)])
    said = describe(group)
    assert said.startswith("ExceptionGroup (ValueError at test_faults.py:")
    assert said.endswith("; TypeError)")
    assert PATIENT not in said


def test_causes_in_a_circle_end() -> None:
    first, second = ValueError(), TypeError()
    first.__cause__, second.__cause__ = second, first
    assert describe(first) == "ValueError because of TypeError"
