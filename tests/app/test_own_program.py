"""The command that the window shows runs in a terminal as it is shown."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from app.own_program import typed_program


def installed(folder: Path) -> Path:
    """The interpreter's path of an installation whose command says where it is."""
    folder.mkdir(parents=True)
    script = folder / "scrubroom"
    script.write_text('#!/bin/sh\necho "at $0 with $*"\n')
    script.chmod(0o755)
    return folder / "python"


@pytest.mark.parametrize("name", ["plain", "with a space", "it's"])
def test_a_virtual_environments_command_is_named_by_its_path_and_runs(tmp_path: Path, name: str) -> None:
    python = installed(tmp_path / name / "bin")
    typed = typed_program({"PATH": "/usr/bin"}, python, "linux")
    done = subprocess.run(f"{typed} claude", shell=True, capture_output=True, text=True, check=True)
    assert done.stdout == f"at {tmp_path / name / 'bin' / 'scrubroom'} with claude\n"


def test_its_name_will_do_where_it_leads_here(tmp_path: Path) -> None:
    python = installed(tmp_path / "env" / "bin")
    (tmp_path / "bin").mkdir()
    link = tmp_path / "bin" / "scrubroom"
    link.symlink_to(python.with_name("scrubroom"))
    assert typed_program({"PATH": str(link.parent)}, python, "linux") == "scrubroom"
    other = installed(tmp_path / "other")
    assert typed_program({"PATH": str(link.parent)}, other, "linux") == str(other.with_name("scrubroom"))


def test_an_activated_environment_is_on_the_path_of_one_terminal_only(tmp_path: Path) -> None:
    python = installed(tmp_path / "env" / "bin")
    environ = {"PATH": str(python.parent), "VIRTUAL_ENV": str(tmp_path / "env")}
    assert typed_program(environ, python, "linux") == str(python.with_name("scrubroom"))
    assert typed_program({"PATH": str(python.parent)}, python, "linux") == "scrubroom"


def test_without_a_command_the_module_is_run(tmp_path: Path) -> None:
    assert typed_program({}, tmp_path / "python3", "linux") == f"{tmp_path / 'python3'} -m app"


def test_a_bundle_is_named_itself() -> None:
    assert typed_program({"APPIMAGE": "/opt/My Scrubroom"}, platform="linux") == "'/opt/My Scrubroom'"
    program = Path("/Applications/Scrubroom")
    assert typed_program({}, program, "darwin", frozen=True) == "/Applications/Scrubroom"


def test_powershell_runs_a_quoted_path_only_after_an_ampersand(tmp_path: Path) -> None:
    for name, form in (("a", "{}"), ("a b", '& "{}"')):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "scrubroom.exe").touch()
        typed = typed_program({}, folder / "python.exe", "win32")
        assert typed == form.format(folder / "scrubroom.exe")
