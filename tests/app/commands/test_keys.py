"""`scrubroom keys`: made, listed, revoked."""

from __future__ import annotations

import hashlib
import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from app.journal_place import journal_file
from proxy_core.journal.database import Database

if TYPE_CHECKING:
    from tests.app.commands.conftest import CommandLine


def test_a_key_is_printed_once_and_alone(scrubroom: CommandLine) -> None:
    scrubroom.config.write_text("# mine\nversion = 1\n")
    options = ("--scopes", "ai:chat, debug", "--rpm", "5", "--daily", "100", "--budget", "2.5")
    done = scrubroom("keys", "create", "laptop", *options)
    key = done.stdout.removesuffix("\n")
    assert re.fullmatch(r"scrub_live_[0-9A-Za-z]{32}", key)
    assert "Keep this key" in done.stderr
    assert key not in done.stderr
    text = scrubroom.config.read_text()
    assert text.startswith("# mine\nversion = 1\n")
    assert key not in text
    assert tomllib.loads(text)["keys"] == [
        {
            "name": "laptop",
            "sha256": hashlib.sha256(key.encode()).hexdigest(),
            "last_four": key[-4:],
            "scopes": ["ai:chat", "debug"],
            "rpm": 5,
            "daily": 100,
            "budget_usd": 2.5,
        }
    ]
    listed = scrubroom("keys", "list").stdout
    assert f"…{key[-4:]}" in listed
    assert key not in listed
    assert "2.5" in listed


def test_the_configuration_can_be_another(scrubroom: CommandLine) -> None:
    other = scrubroom.folder / "other.toml"
    scrubroom("keys", "create", "laptop", "--config", str(other))
    assert "laptop" in other.read_text()
    assert not scrubroom.config.exists()
    assert "laptop" in scrubroom("--config", str(other), "keys", "list").stdout


def test_a_revoked_key_is_gone(scrubroom: CommandLine) -> None:
    assert "There are no local keys" in scrubroom("keys", "list").stderr
    scrubroom("keys", "create", "a")
    scrubroom("keys", "create", "b")
    assert "is revoked" in scrubroom("keys", "revoke", "a").stderr
    assert [key["name"] for key in tomllib.loads(scrubroom.config.read_text())["keys"]] == ["b"]


def test_what_it_means_to_have_no_key_is_said(scrubroom: CommandLine) -> None:
    for host, meaning in (("127.0.0.1", "everybody on this machine may"), ("0.0.0.0", "does not listen on")):
        scrubroom.config.write_text(f'version = 1\n[server]\nhost = "{host}"\n')
        scrubroom("keys", "create", "a")
        assert meaning in scrubroom("keys", "revoke", "a").stderr
        assert meaning in scrubroom("keys", "list").stderr


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("create", "a b"), "name: must be 1 to 64 letters"),
        (
            ("create", "taken"),
            "There is already a key named 'taken'|keys: there is already a key named 'taken'",
        ),
        (("create", "x", "--scopes", "AI"), "'AI' is no scope"),
        (("create", "x", "--rpm", "-1"), "'-1' is no whole number|expected one argument"),
        (("create", "x", "--budget", "nan"), "'nan' is no amount"),
        (("revoke", "nobody"), "no key named 'nobody'"),
    ],
)
def test_a_mistake_changes_nothing(scrubroom: CommandLine, arguments: tuple[str, ...], why: str) -> None:
    scrubroom("keys", "create", "taken")
    before = scrubroom.config.read_bytes()
    done = scrubroom("keys", *arguments, code=2)
    assert re.search(why, done.stderr)
    assert done.stdout == ""
    assert scrubroom.config.read_bytes() == before


def test_a_broken_configuration_gets_no_key(scrubroom: CommandLine) -> None:
    scrubroom.config.write_text("[server\n")
    done = scrubroom("keys", "create", "x", code=2)
    assert "is broken and was not changed" in done.stderr
    assert done.stdout == ""
    assert scrubroom.config.read_text() == "[server\n"


def test_the_list_says_when_a_key_was_used_last(
    scrubroom: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRUBROOM_STATE_DIR", str(scrubroom.folder.parent / "state"))
    scrubroom("keys", "create", "laptop")
    assert scrubroom("keys", "list").stdout.split()[-1] == "-"
    database = Database(journal_file(scrubroom.config))
    with database.transaction() as run:
        run.execute("INSERT INTO last_used VALUES ('laptop', '2026-03-14T12:00:00+00:00')")
    database.close()
    assert "2026-03-1" in scrubroom("keys", "list").stdout
