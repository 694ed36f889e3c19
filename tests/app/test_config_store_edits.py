"""Edits of the configuration file: on disk at once, or not at all; also across crashes and versions."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import tomlkit

from app.files import file_lock, fingerprint
from proxy_core.config import (
    ConfigError,
    LocalKey,
    ModelMapping,
    Provider,
    Route,
)
from tests.app.config_files import CLOUD, TEXT, Make, names, settled

# ---------------------------------------------------------------- edits


def test_every_edit_is_on_disk_and_in_force(make: Make, path: Path) -> None:
    store = make()
    store.save_provider(CLOUD, None)
    store.save_models(
        [*store.config.models, ModelMapping("claude-*", (Route("cloud", "gpt"), Route("local")))]
    )
    store.save_provider(Provider("sky", "openai", "https://example.com/v1"), "cloud")
    store.save_settings({"privacy.mode": "block"})
    store.add_key(LocalKey("laptop", "0" * 64, "abcd"))
    store.add_key(LocalKey("desk", "1" * 64, "efgh"))
    store.revoke_key("laptop")
    with pytest.raises(ConfigError, match=r"'sky' is used by 'claude-\*'"):
        store.remove_provider("sky")
    store.save_models(store.config.models[:1])
    store.remove_provider("sky")
    assert make().load() == store.config
    assert store.config["privacy.mode"] == "block"
    assert [key.name for key in store.config.keys] == ["desk"]
    text = path.read_text()
    assert all(words in text for words in ("# The clinic's own words.", "# taken", "# Ollama"))


def test_the_first_edit_makes_the_file_for_its_owner_alone(make: Make, path: Path) -> None:
    path.unlink()
    store = make()
    store.save_settings({"server.port": 1})
    assert make().load()["server.port"] == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert names(path.parent) == ["config.toml"]


def test_an_edit_that_changes_nothing_writes_nothing(make: Make, path: Path) -> None:
    store = make()
    before = path.stat().st_mtime_ns
    store.save_models(store.config.models)
    store.save_provider(store.config.provider("local"), "local")
    store.save_settings({"server.port": 7441})
    assert path.stat().st_mtime_ns == before


def test_an_edit_that_would_not_be_valid_is_refused_and_not_written(make: Make, path: Path) -> None:
    store = make()
    with pytest.raises(ConfigError, match=r"models\[0\].routes\[0\].provider names 'nobody'"):
        store.save_models([ModelMapping("*", (Route("nobody"),))])
    with pytest.raises(ConfigError, match="kind must be one of"):
        store.save_provider(Provider("x", "telnet", "https://example.com"), None)
    assert path.read_text() == TEXT
    assert store.problem is None


def test_what_the_file_cannot_hold_is_refused(make: Make, path: Path) -> None:
    store = make()
    with pytest.raises(ConfigError, match="the file cannot hold this: TOML has no bytes"):
        store.save_provider(Provider("x", "openai", "https://example.com", options={"a": b"x"}), None)
    with pytest.raises(ConfigError, match="the file cannot hold this: TOML has no NoneType"):
        store.save_models([ModelMapping("*", (Route("local", options={"a": None}),))])
    store.save_models([ModelMapping("*", (Route("local", options={"a": (1, 2)}),))])
    assert store.config.models[0].routes[0].options == {"a": [1, 2]}


@pytest.mark.allow_logs("is not valid TOML")
def test_a_broken_file_is_never_overwritten(make: Make, path: Path) -> None:
    store = make()
    store.load()
    path.write_text("half [[a line")
    with pytest.raises(ConfigError, match=r"is broken and was not changed; mend it first \(line 1"):
        store.save_settings({"server.port": 1})
    assert path.read_text() == "half [[a line"


def test_an_edit_starts_from_the_file_as_it_is_now(make: Make, path: Path) -> None:
    store = make()
    store.load()
    path.write_text(TEXT.replace("# Ollama", "# Ollama at night") + "\n[log]\nrows = 500\n")
    store.save_settings({"server.port": 1})
    assert "# Ollama at night" in path.read_text()
    assert store.config["log.rows"] == 500


def test_line_ends_and_byte_order_mark_stay(make: Make, path: Path) -> None:
    data = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    path.write_bytes(data)
    store = make()
    store.save_settings({"server.port": 1})
    assert path.read_bytes() == data.replace(b"7441", b"1")
    store.add_key(LocalKey("desk", "1" * 64, "efgh"))
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")


def test_permissions_and_symlink_stay(make: Make, path: Path, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles.toml"
    path.rename(target)
    path.symlink_to(target)
    target.chmod(0o640)
    make().save_settings({"server.port": 1})
    assert path.is_symlink()
    assert "port = 1 " in target.read_text()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_file_that_its_owner_made_read_only_stays_as_it_is(make: Make, path: Path) -> None:
    before = path.read_bytes()
    path.chmod(0o444)
    store = make()
    changes: list[Callable[[], object]] = [
        lambda: store.save_settings({"server.port": 1}),
        lambda: store.add_key(LocalKey("desk", "1" * 64, "efgh")),
        lambda: store.import_text("version = 1\n"),
    ]
    for change in changes:
        with pytest.raises(ConfigError, match=r"config\.toml cannot be written: it is read-only"):
            change()
    assert path.read_bytes() == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert not list(path.parent.glob("*.bak"))


def test_a_write_that_fails_says_why_and_changes_nothing(
    make: Make, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make()
    store.load()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ConfigError, match="cannot be written: No space left on device"):
        store.save_settings({"server.port": 1})
    assert path.read_text() == TEXT
    assert names(path.parent) == ["config.toml"]
    assert store.config["server.port"] == 7441


def test_an_edit_waits_for_the_lock_no_longer_than_a_person_would(
    make: Make, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make()
    store.load()
    monkeypatch.setattr("app.files._LOCK_PAUSE", 0.0)
    passed = iter(range(100))
    monkeypatch.setattr("time.monotonic", lambda: float(next(passed)))
    lock = tmp_path / "state" / "config" / f"{fingerprint(path)}.lock"
    with file_lock(lock), pytest.raises(ConfigError, match="changing the same file for 5 seconds"):
        store.save_settings({"server.port": 1})
    assert path.read_text() == TEXT


# ---------------------------------------------------------------- crashes and other processes

EDITOR = """
import os, signal, sys
from pathlib import Path
from app.config_store import ConfigStore
from proxy_core.config import LocalKey
path, state, name, count, point = sys.argv[1:]
store = ConfigStore(Path(path), state=Path(state))
store.load()
if point:
    setattr(os, point, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
for number in range(int(count)):
    store.add_key(LocalKey(f"{name}-{number}", "0" * 64, "abcd"))
"""


def editor(path: Path, tmp_path: Path, name: str, count: int, point: str = "") -> subprocess.Popen[bytes]:
    arguments = [str(path), str(tmp_path / "state"), name, str(count), point]
    return subprocess.Popen([sys.executable, "-c", EDITOR, *arguments])


def test_two_processes_that_edit_at_once_lose_nothing(make: Make, path: Path, tmp_path: Path) -> None:
    both = [editor(path, tmp_path, name, 20) for name in ("window", "terminal")]
    assert [process.wait(120) for process in both] == [0, 0]
    store = make()
    expected = {f"{name}-{number}" for name in ("window", "terminal") for number in range(20)}
    assert {key.name for key in store.load().keys} == expected
    assert path.read_text().startswith(TEXT)


@pytest.mark.parametrize("point", ["fsync", "replace"])
def test_a_killed_editor_leaves_a_whole_file_and_no_lock(
    make: Make, path: Path, tmp_path: Path, point: str
) -> None:
    assert editor(path, tmp_path, "x", 1, point).wait(60) == -signal.SIGKILL
    assert path.read_text() == TEXT
    make().save_settings({"server.port": 1})
    assert path.read_text() == TEXT.replace("7441", "1")
    assert names(path.parent) == ["config.toml"], "what the killed one left must go"


# ---------------------------------------------------------------- versions and import


def add_log(document: tomlkit.TOMLDocument) -> None:
    document["log"] = {"rows": 777}


@pytest.mark.allow_logs("was brought up to date")
def test_an_old_file_is_brought_up_to_date_with_a_backup(make: Make, path: Path) -> None:
    old = TEXT.replace("version = 1", "version = 0")
    path.write_text(old)
    store = make(migrations={0: add_log})
    assert store.load()["log.rows"] == 777
    assert "# taken" in path.read_text()
    assert "version = 1" in path.read_text()
    assert (path.parent / "config.toml.before-migration.bak").read_text() == old
    assert make().load() == store.config
    assert not settled(store)


@pytest.mark.allow_logs
def test_an_old_file_that_cannot_be_written_serves_all_the_same(
    make: Make, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = TEXT.replace("version = 1", "version = 0")
    path.write_text(old)
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(30, "Read-only file system")))
    store = make(migrations={0: add_log})
    assert store.load()["log.rows"] == 777
    assert "could not be brought up to date" in (store.problem or "")
    assert path.read_text() == old


def test_an_import_replaces_the_file_and_keeps_the_old_one(make: Make, path: Path) -> None:
    store = make()
    store.load()
    backup = store.import_text("version = 1\n[server]\nport = 9\n")
    assert backup is not None
    assert backup.read_text() == TEXT
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert store.config["server.port"] == 9
    assert store.import_text("version = 1\n") != backup


@pytest.mark.allow_logs("is not valid TOML")
def test_an_import_mends_a_broken_file(make: Make, path: Path) -> None:
    path.write_text("{")
    store = make()
    store.load()
    store.import_text(TEXT)
    assert store.problem is None
    assert path.read_text() == TEXT


def test_an_import_that_is_wrong_changes_nothing(make: Make, path: Path) -> None:
    store = make()
    with pytest.raises(ConfigError, match="line 1: nonsense is not a section"):
        store.import_text("nonsense = 1\n")
    assert path.read_text() == TEXT
    assert names(path.parent) == ["config.toml"]
