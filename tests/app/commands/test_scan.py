"""`scrubroom scan`: what would be redacted, for a person and for a program. Synthetic patients only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.app.commands.conftest import CommandLine

TEXT = "Visit notes\n\nPatient: Jane Roe, SSN 219-09-9999 ok\nphone 555-123-4567\n"
CLEAN = "def add(a, b):\n    return a + b\n"


def test_a_person_is_told_where_and_of_which_type_but_not_what(scrubroom: CommandLine) -> None:
    (scrubroom.folder / "notes.txt").write_text(TEXT)
    done = scrubroom("scan", "notes.txt")
    assert "notes.txt:3:24: SSN, 11 characters" in done.stdout.splitlines()
    assert "219-09" not in done.stdout
    assert "SSN 1" in done.stderr
    shown = scrubroom("scan", "--show", "notes.txt")
    assert "notes.txt:3:24: SSN: 219-09-9999" in shown.stdout.splitlines()


def test_stdin_is_scanned_too(scrubroom: CommandLine) -> None:
    assert "stdin:3:24: SSN" in scrubroom("scan", input=TEXT).stdout
    assert "stdin:3:24: SSN" in scrubroom("scan", "-", input=TEXT).stdout


@pytest.mark.parametrize(("text", "code"), [(TEXT, 1), (CLEAN, 0)])
def test_fail_is_for_scripts(scrubroom: CommandLine, text: str, code: int) -> None:
    done = scrubroom("scan", "--fail", input=text, code=code)
    assert ("Nothing was found" in done.stderr) == (code == 0)
    line = json.dumps({"id": 1, "text": text})
    scrubroom("scan", "--fail", "--jsonl", input=line, code=code)


def test_a_program_gets_offsets_in_code_points(scrubroom: CommandLine) -> None:
    texts = ["😀é SSN 219-09-9999", CLEAN, ""]
    lines = "\n\n".join(json.dumps({"id": number, "text": text}) for number, text in enumerate(texts))
    answers = [json.loads(line) for line in scrubroom("scan", "--jsonl", input=lines).stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [0, 1, 2]
    (span,) = answers[0]["spans"]
    assert texts[0][span["start"] : span["end"]] == "219-09-9999"
    assert span["type"] == "SSN"
    assert answers[1]["spans"] == answers[2]["spans"] == []


@pytest.mark.parametrize(
    ("arguments", "given", "why"),
    [
        (("--jsonl",), "{", "Line 1 of stdin is not JSON."),
        (("--jsonl",), '{"id": 1, "text": "a"}\n{"id": 2}', "Line 2 of stdin has no text."),
        (("--jsonl", "x"), "", "takes no FILE"),
        (("none.txt",), "", "none.txt: No such file or directory."),
        ((".",), "", "Is a directory"),
    ],
)
def test_a_mistake_is_named(scrubroom: CommandLine, arguments: tuple[str, ...], given: str, why: str) -> None:
    assert why in scrubroom("scan", *arguments, input=given, code=2).stderr


def test_a_text_that_is_not_utf_8_is_scanned_all_the_same(scrubroom: CommandLine) -> None:
    (scrubroom.folder / "old.txt").write_bytes("Größe\nSSN 219-09-9999\n".encode("latin-1"))
    assert "old.txt:2:5: SSN" in scrubroom("scan", "old.txt").stdout


def test_it_goes_by_the_configuration(scrubroom: CommandLine) -> None:
    scrubroom.config.write_text(
        'version = 1\n[privacy]\ntypes_off = ["PHONE"]\nallow = ["219-09-9999"]\ndeny = ["ok"]\n'
    )
    done = scrubroom("scan", input=TEXT)
    assert "OTHER_ID 1" in done.stderr
    assert "SSN" not in done.stderr
    assert "PHONE" not in done.stderr
    line = json.dumps({"id": 1, "text": "SSN 219-09-9999"})
    assert json.loads(scrubroom("scan", "--jsonl", input=line).stdout)["spans"] == []


def test_a_value_in_the_keyring_that_cannot_be_read_is_no_empty_list(scrubroom: CommandLine) -> None:
    scrubroom.config.write_text('version = 1\n[privacy]\ndeny = ["NAME: keyring:0123456789ab"]\n')
    assert "cannot be read" in scrubroom("scan", input=TEXT, code=2).stderr


def test_a_repository_s_list_counts_once_it_is_trusted(scrubroom: CommandLine) -> None:
    (scrubroom.folder / "notes.txt").write_text(TEXT)
    (scrubroom.folder / ".phiallow").write_text("219-09-9999\n")
    done = scrubroom("scan", "notes.txt")
    assert "SSN 1" in done.stderr
    assert "nobody has trusted it" in done.stderr
    scrubroom("allow", "--yes")
    done = scrubroom("scan", "notes.txt")
    assert "SSN" not in done.stderr
    assert "left out" not in done.stderr
    (scrubroom.folder / ".phiallow").write_text("/.*/\n")
    assert "takes in the empty text" in scrubroom("scan", "-", input=TEXT).stderr
