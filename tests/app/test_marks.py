"""A click in the inspector changes the lists, counts for the next request and can be taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import keyring
import keyring.errors
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from app.marks import ALLOW, DENY, Change, Marks
from app.startup import Program
from tests.app.running import MemoryKeyring, running
from tests.fakes.proxy import ask

TEXT = "Patient: Maria Gonzalez, SSN 536-22-8741, in ward Zebra-7"


@pytest.fixture
async def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Program]:
    async with running(tmp_path, monkeypatch, "# mine\nversion = 1\n") as built:
        yield built


@pytest.fixture
def marks(program: Program) -> Marks:
    return Marks(program.store, program.rules, program.core)


def found(program: Program) -> list[str]:
    """The values that are replaced in the text now."""
    redaction = program.core.guard.redact(ask(TEXT))
    text = redaction.body["messages"][0]["content"]
    return [value for value in ("Maria Gonzalez", "536-22-8741", "Zebra-7") if value not in text]


async def take_back(change: Change) -> None:
    assert change.undo is not None
    assert await change.undo() is None


async def test_a_value_that_is_no_phi_passes_and_stands_in_the_file(program: Program, marks: Marks) -> None:
    change = await marks.not_phi("536-22-8741")
    assert change.ok
    assert found(program) == ["Maria Gonzalez"]
    assert "536-22-8741" in program.store.path.read_text()
    await take_back(change)
    assert found(program) == ["Maria Gonzalez", "536-22-8741"]
    assert "536-22-8741" not in program.store.path.read_text()


async def test_a_value_that_always_is_phi_is_replaced_and_stands_in_no_file(
    program: Program, marks: Marks, tmp_path: Path
) -> None:
    change = await marks.always_phi("GEO", "Zebra-7")
    assert change.ok
    assert found(program) == ["Maria Gonzalez", "536-22-8741", "Zebra-7"]
    assert program.store.config[DENY][0].startswith("GEO: keyring:")
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or b"Zebra" not in file.read_bytes(), file
    backend = keyring.get_keyring()
    assert isinstance(backend, MemoryKeyring)
    assert "Zebra-7" in backend.entries.values()
    await take_back(change)
    assert found(program) == ["Maria Gonzalez", "536-22-8741"]
    assert "Zebra-7" not in backend.entries.values()
    assert list(program.store.config[DENY]) == []


async def test_the_later_word_counts_and_both_can_be_taken_back(program: Program, marks: Marks) -> None:
    await marks.always_phi("OTHER_ID", "Zebra-7")
    change = await marks.not_phi("Zebra-7")
    assert change.ok
    assert "Zebra-7" not in found(program)
    assert list(program.store.config[DENY]) == []
    await take_back(change)
    assert "Zebra-7" in found(program)
    assert list(program.store.config[ALLOW]) == []


async def test_a_plain_entry_of_the_deny_list_gives_way_and_comes_back(
    program: Program, marks: Marks
) -> None:
    program.store.save_settings({DENY: ["GEO: Zebra-7", "/X-[0-9]+/"]})
    change = await marks.not_phi("Zebra-7")
    assert list(program.store.config[DENY]) == ["/X-[0-9]+/"]
    await take_back(change)
    assert set(program.store.config[DENY]) == {"GEO: Zebra-7", "/X-[0-9]+/"}


async def test_an_expression_is_a_person_s_own_to_change(program: Program, marks: Marks) -> None:
    program.store.save_settings({DENY: ["/Zebra-[0-9]/"]})
    change = await marks.not_phi("Zebra-7")
    assert not change.ok
    assert "Always PHI" in change.text
    assert list(program.store.config[ALLOW]) == []


async def test_saying_it_twice_changes_nothing(program: Program, marks: Marks) -> None:
    await marks.not_phi("536-22-8741")
    assert (await marks.not_phi("536-22-8741")).undo is None
    await marks.always_phi("NAME", "Zebra-7")
    assert (await marks.always_phi("GEO", "Zebra-7")).undo is None
    assert (len(program.store.config[ALLOW]), len(program.store.config[DENY])) == (1, 1)


@pytest.mark.parametrize("value", ["", "x", "x" * 201, " padded", "two\nlines"])
async def test_what_is_no_value_is_refused_in_words(marks: Marks, value: str) -> None:
    for change in (await marks.not_phi(value), await marks.always_phi("NAME", value)):
        assert not change.ok
        assert change.text.startswith("Choose")
    assert not (await marks.always_phi("EVERYTHING", "Zebra-7")).ok


async def test_without_a_keyring_the_file_does_not_learn_of_it(
    program: Program, marks: Marks, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.keyring._backend = NoKeyring()  # type: ignore[no-untyped-call]
    change = await marks.always_phi("GEO", "Zebra-7")
    assert "until Scrubroom quits" in change.text
    assert "Zebra-7" in found(program)
    assert list(program.store.config[DENY]) == []
    await take_back(change)
    assert "Zebra-7" not in found(program)


@pytest.mark.allow_logs("keyring refused")
async def test_behind_a_locked_keyring_it_says_so_and_changes_nothing(
    program: Program, marks: Marks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise keyring.errors.KeyringLocked("canary")

    monkeypatch.setattr(MemoryKeyring, "set_password", locked)
    change = await marks.always_phi("GEO", "Zebra-7")
    assert not change.ok
    assert "Unlock" in change.text
    assert list(program.store.config[DENY]) == []


async def test_a_file_that_cannot_be_changed_leaves_nothing_behind(program: Program, marks: Marks) -> None:
    program.store.path.write_text("broken = \n")
    for change in (await marks.not_phi("536-22-8741"), await marks.always_phi("GEO", "Zebra-7")):
        assert not change.ok
        assert "Zebra" not in change.text
    backend = keyring.get_keyring()
    assert isinstance(backend, MemoryKeyring)
    assert "Zebra-7" not in backend.entries.values()
