"""The configuration file: loaded, watched and changed without ever losing anything of it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from proxy_core.config import (
    Config,
    ConfigError,
    default_config,
)
from tests.app.config_files import TEXT, Make, kept_copy, served, settled

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
