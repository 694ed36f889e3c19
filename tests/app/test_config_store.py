"""The configuration file: loaded, watched and changed without ever losing anything of it."""

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

from app.config_store import ConfigStore
from app.files import file_lock, fingerprint
from proxy_core.config import (
    Auth,
    Baa,
    Config,
    ConfigError,
    Kinds,
    LocalKey,
    ModelMapping,
    Provider,
    Route,
    default_config,
)

TEXT = """\
# The clinic's own words.
version = 1

[server]
port = 7441 # taken

[[providers]]
name = "local" # Ollama
kind = "openai"
base_url = "http://127.0.0.1:11434/v1"
auth = "none"

[[models]]
alias = "*"
routes = [ { provider = "local", model = "qwen3" } ]
"""
KINDS: Kinds = {"openai": lambda key, value: None, "demo": lambda key, value: None}
CLOUD = Provider("cloud", "openai", "https://example.com/v1", Auth("keyring"), Baa("signed"))
Make = Callable[..., ConfigStore]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "config" / "config.toml"
    path.parent.mkdir()
    path.write_text(TEXT)
    return path


@pytest.fixture
def make(path: Path, tmp_path: Path) -> Make:
    """A store as another start of the program makes it."""

    def build(**options: object) -> ConfigStore:
        return ConfigStore(path, KINDS, state=tmp_path / "state", **options)  # type: ignore[arg-type]

    return build


def settled(store: ConfigStore) -> bool:
    """Polls as often as an outside edit needs to be taken over. True if one was."""
    return [store.poll(), store.poll()] == [False, True]


def kept_copy(tmp_path: Path) -> str:
    (kept,) = (tmp_path / "state" / "config").glob("*.last-good.toml")
    return kept.read_text()


def served(store: ConfigStore) -> str:
    return store.serving.value


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


# ---------------------------------------------------------------- loading


def test_a_file_is_loaded(make: Make) -> None:
    store = make()
    assert store.config["server.port"] == 7441
    assert store.problem is None


def test_no_file_means_the_defaults_and_makes_none(make: Make, path: Path) -> None:
    path.unlink()
    store = make()
    assert store.load() == default_config()
    assert store.problem is None
    assert not path.exists()


@pytest.mark.allow_logs("is not valid TOML")
def test_a_broken_file_stays_as_it_is_and_the_last_good_copy_serves(make: Make, path: Path) -> None:
    store = make()
    good = store.load()
    broken = TEXT.replace("7441", "")
    path.write_text(broken)
    assert settled(store)
    assert store.config == good
    assert store.problem == (
        f"{path}: line 5 at 'port': is not valid TOML: invalid value. "
        "The last good configuration is in use; mend it."
    )
    assert path.read_text() == broken
    assert make().load() == good, "a restart must not lose it"
    assert path.read_text() == broken


@pytest.mark.allow_logs("is not a setting")
def test_a_mended_file_is_taken_over(make: Make, path: Path) -> None:
    store = make()
    store.load()
    path.write_text(TEXT.replace("port", "prot"))
    settled(store)
    assert "line 5: server.prot is not a setting" in (store.problem or "")
    path.write_text(TEXT.replace("7441", "7442"))
    assert settled(store)
    assert store.problem is None
    assert store.config["server.port"] == 7442


def test_a_file_that_was_never_good_means_the_built_in_demo(make: Make, path: Path) -> None:
    path.write_text("port = ")
    store = make()
    assert store.load() == default_config()
    assert store.problem == (
        f"{path}: line 1 at 'port': is not valid TOML: invalid value. There is no earlier copy, so only the "
        "built-in demo model answers until you mend it."
    )
    assert served(store) == "built in"
    assert store.fault == f"{path}: line 1 at 'port': is not valid TOML: invalid value."
    path.write_text(TEXT)
    settled(store)
    assert served(store) == "file"
    assert store.fault is None


@pytest.mark.allow_logs("is not valid TOML")
def test_what_serves_is_told(make: Make, path: Path) -> None:
    store = make()
    store.load()
    assert served(store) == "file"
    path.write_text("{")
    settled(store)
    assert served(store) == "last good"
    path.write_text("{{")
    settled(store)
    assert served(store) == "last good"
    again = make()
    again.load()
    assert served(again) == "last good"
    assert "The last good configuration is in use; mend it." in (again.problem or "")
    path.unlink()
    anew = make()
    anew.load()
    assert (served(anew), anew.problem) == ("built in", None)


def test_what_is_wrong_at_the_start_is_for_the_caller_to_say(
    make: Make, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    path.write_text("{")
    store = make()
    store.load()
    assert [(record.levelname, record.message) for record in caplog.records] == [("INFO", store.problem)]


@pytest.mark.allow_logs
def test_a_last_good_copy_that_is_broken_too_means_the_built_in_demo(
    make: Make, path: Path, tmp_path: Path
) -> None:
    make().load()
    (kept,) = (tmp_path / "state" / "config").glob("*.last-good.toml")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    kept.write_text("{")
    path.write_text("{")
    assert make().load() == default_config()


@pytest.mark.allow_logs("is gone")
def test_a_file_that_goes_while_it_is_served_is_missed(make: Make, path: Path) -> None:
    store = make()
    good = store.load()
    path.unlink()
    assert settled(store)
    assert store.config == good
    assert "is gone" in (store.problem or "")
    with pytest.raises(ConfigError, match="is gone"):
        store.save_settings({"server.port": 1})
    assert not path.exists()
    path.write_text(TEXT)
    settled(store)
    assert store.problem is None


@pytest.mark.allow_logs("cannot be read")
def test_a_file_that_cannot_be_read_says_why(make: Make, path: Path) -> None:
    path.unlink()
    path.mkdir()
    store = make()
    store.load()
    assert "cannot be read: Is a directory" in (store.problem or "")


# ---------------------------------------------------------------- watching


def test_nothing_new_is_nothing(make: Make) -> None:
    store = make()
    store.load()
    assert [store.poll(), store.poll()] == [False, False]


def test_listeners_hear_of_every_change_and_of_no_other(make: Make, path: Path) -> None:
    store = make()
    store.load()
    heard: list[int] = []
    end = store.subscribe(lambda config: heard.append(config["server.port"]))
    path.write_text(TEXT.replace("7441", "1"))
    settled(store)
    path.touch()
    settled(store)
    store.save_settings({"server.port": 2})
    store.save_settings({"server.port": 2})
    end()
    end()
    store.save_settings({"server.port": 3})
    assert heard == [1, 2]


@pytest.mark.allow_logs("A listener of the configuration failed")
def test_a_listener_that_fails_does_not_keep_the_others_from_hearing(make: Make) -> None:
    store = make()
    store.load()
    heard: list[Config] = []

    def fail(config: Config) -> None:
        raise RuntimeError

    store.subscribe(fail)
    store.subscribe(heard.append)
    store.save_settings({"server.port": 2})
    assert len(heard) == 1


@pytest.mark.allow_logs("is not valid TOML")
def test_listeners_hear_of_a_problem(make: Make, path: Path) -> None:
    store = make()
    store.load()
    problems: list[str | None] = []
    store.subscribe(lambda config: problems.append(store.problem))
    path.write_text("{")
    settled(store)
    path.write_text(TEXT)
    settled(store)
    assert [problem is None for problem in problems] == [False, True]


WITH_KEY = TEXT + '\n[[keys]]\nname = "desk"\nsha256 = "' + "0" * 64 + '"\n'


@pytest.mark.allow_logs("is empty")
@pytest.mark.parametrize("nothing", ["", "\n \n", "# only this\n", "\ufeff"])
def test_an_empty_file_takes_no_key_away(make: Make, path: Path, tmp_path: Path, nothing: str) -> None:
    path.write_text(WITH_KEY)
    store = make()
    good = store.load()
    path.write_text(nothing)
    assert settled(store)
    assert store.config == good
    assert [key.name for key in store.config.keys] == ["desk"]
    assert "is empty" in (store.problem or "")
    assert kept_copy(tmp_path) == WITH_KEY
    assert [key.name for key in make().load().keys] == ["desk"], "a restart must not lose it either"
    assert kept_copy(tmp_path) == WITH_KEY
    with pytest.raises(ConfigError, match="is empty"):
        store.save_settings({"server.port": 1})
    with pytest.raises(ConfigError, match="is empty"):
        make().save_settings({"server.port": 1})
    with pytest.raises(ConfigError, match="is empty"):
        store.import_text(nothing.removeprefix("\ufeff"))
    assert path.read_text() == nothing
    path.write_text(WITH_KEY)
    assert settled(store)
    assert store.problem is None


def test_an_empty_file_from_the_beginning_is_as_good_as_none(make: Make, path: Path) -> None:
    path.write_text("")
    store = make()
    assert store.load() == default_config()
    assert store.problem is None
    store.save_settings({"server.port": 1})
    assert store.config["server.port"] == 1


def test_who_wants_to_begin_anew_can(make: Make, path: Path, tmp_path: Path) -> None:
    path.write_text(WITH_KEY)
    store = make()
    store.load()
    path.write_text("version = 1\n")
    assert settled(store)
    assert store.config.keys == ()
    assert kept_copy(tmp_path) == "version = 1\n"


def test_revoking_the_last_key_leaves_no_empty_file(make: Make, path: Path) -> None:
    path.write_text(WITH_KEY.removeprefix(TEXT))
    running, command = make(), make()
    running.load()
    command.revoke_key("desk")
    assert path.read_text().strip() == "version = 1"
    assert command.problem is None
    assert settled(running)
    assert running.config.keys == ()
    assert running.problem is None


def test_a_half_written_file_is_not_taken_over(make: Make, path: Path, tmp_path: Path) -> None:
    path.write_text(WITH_KEY)
    store = make()
    good = store.load()
    with path.open("w") as editor:
        editor.write(TEXT)
        editor.flush()
        assert not store.poll()
        assert store.config == good
        assert kept_copy(tmp_path) == WITH_KEY
        editor.write(WITH_KEY.removeprefix(TEXT).replace("desk", "door"))
    assert not store.poll()
    assert store.config == good
    assert store.poll()
    assert [key.name for key in store.config.keys] == ["door"]
    assert "door" in kept_copy(tmp_path)


def test_a_file_that_changes_while_it_is_read_is_not_taken_over(
    make: Make, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text(WITH_KEY)
    store = make()
    good = store.load()
    path.write_text(WITH_KEY.replace("7441", "1"))
    assert not store.poll()
    read_bytes = Path.read_bytes

    def meanwhile(file: Path) -> bytes:
        if file == path:
            path.write_text(TEXT)
        return read_bytes(file)

    monkeypatch.setattr(Path, "read_bytes", meanwhile)
    assert not store.poll()
    assert store.config == good
    monkeypatch.undo()
    assert not store.poll()
    assert store.poll()
    assert store.config.keys == ()


def test_a_file_that_is_put_back_as_it_was_is_no_edit(make: Make, path: Path) -> None:
    store = make()
    store.load()
    aside = path.with_name("aside")
    path.rename(aside)
    assert not store.poll()
    aside.rename(path)
    assert [store.poll(), store.poll()] == [False, False]
    assert store.problem is None


@pytest.mark.allow_logs
def test_a_file_that_goes_after_a_broken_start_is_missed_too(make: Make, path: Path) -> None:
    path.write_text(WITH_KEY)
    make().load()
    path.write_text("{")
    store = make()
    store.load()
    path.unlink()
    assert settled(store)
    assert [key.name for key in store.config.keys] == ["desk"]
    assert "is gone" in (store.problem or "")


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
