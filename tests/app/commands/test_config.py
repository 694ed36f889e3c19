"""`scrubroom config`: check, export, import."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.app.commands.conftest import CommandLine

TEXT = (
    '# mine\nversion = 1\n[[providers]]\nname = "local"\nkind = "anthropic"\nbase_url = "http://127.0.0.1:1"\n'
    '[[models]]\nalias = "*"\nroutes = [ { provider = "local" } ]\n'
)


def test_a_right_file_is_said_to_be_right(scrubroom: CommandLine) -> None:
    assert "There is no file" in scrubroom("config", "check").stderr
    scrubroom.config.write_text(TEXT)
    assert "is right: 2 providers, 1 model, 0 local keys." in scrubroom("config", "check").stdout


def test_a_wrong_file_is_named_by_line_and_key(scrubroom: CommandLine) -> None:
    scrubroom.config.write_text(TEXT.replace('"anthropic"', '"telnet"'))
    said = scrubroom("config", "check", code=2).stderr
    assert f"{scrubroom.config}: line 5: providers[0].kind must be one of" in said


def test_an_export_can_be_imported_again(scrubroom: CommandLine) -> None:
    scrubroom.config.write_text(TEXT)
    scrubroom("keys", "create", "laptop")
    exported = scrubroom("config", "export").stdout
    assert "sha256" not in exported
    taken = scrubroom.folder / "taken.toml"
    taken.write_text(exported)
    before = scrubroom.config.read_text()
    said = scrubroom("config", "import", str(taken)).stderr
    assert "is replaced" in said
    assert scrubroom.config.read_text() == exported
    (backup,) = scrubroom.config.parent.glob("*.bak")
    assert backup.read_text() == before
    assert str(backup) in said


def test_an_import_mends_a_broken_file_and_refuses_a_broken_one(scrubroom: CommandLine) -> None:
    scrubroom.config.write_text("{")
    scrubroom("config", "import", "-", input=TEXT)
    assert scrubroom.config.read_text() == TEXT
    done = scrubroom("config", "import", "-", input="{", code=2)
    assert "Line 1: is not valid TOML" in done.stderr
    assert "Nothing was changed." in done.stderr
    assert "No such file" in scrubroom("config", "import", "none.toml", code=2).stderr
    assert scrubroom.config.read_text() == TEXT
