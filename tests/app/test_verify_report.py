"""What is told of a run."""

from __future__ import annotations

from app.verify_report import HEAD, Report, Row


def test_a_row_has_a_cell_for_each_column() -> None:
    row = Row("openai", "messages", planted=1200, refused=0, restored=3)
    assert dict(zip(HEAD, row.cells(), strict=True)) == {
        "Wire": "openai",
        "Check": "messages",
        "Planted": "1,200",
        "Refused": "-",
        "Restored": "3",
        "Leaks": "-",
        "Result": "ok",
    }


def test_a_clean_run_says_so() -> None:
    report = Report((Row("openai", "messages", planted=2), Row("openai", "answer", note="needless")))
    assert report.clean
    assert report.problems() == []
    assert report.summary().startswith("No leak, and every answer")
    assert report.rows[1].result == "needless"


def test_leaks_come_first_and_repetitions_are_counted() -> None:
    row = Row("openai", "messages", planted=2)
    row.fault("a user's message", "was refused with INTERNAL_ERROR")
    for _ in range(3):
        row.leak("a user's message", "SSN reached the provider")
    report = Report((row,))
    assert not report.clean
    assert report.problems() == [
        "openai: messages: a user's message: SSN reached the provider (3 times).",
        "openai: messages: a user's message: was refused with INTERNAL_ERROR.",
    ]
    assert row.result == "LEAK"
    assert report.summary().startswith("LEAK: planted values got out 3 times.")


def test_a_fault_is_no_leak_and_not_clean_either() -> None:
    row = Row("openai", "messages")
    row.fault("a", "b")
    assert row.result == "FAILED"
    assert not Report((row,)).clean
    assert Report((row,)).summary().startswith("No leak; but")
