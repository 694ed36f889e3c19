"""Claude Code's settings: connected, and put back exactly as they were."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.claude_code import ClaudeCode, ClaudeCodeError, Link, LinkStatus, config_dir

URL = "http://127.0.0.1:7440"
OTHER = "http://127.0.0.1:9999"

SETTINGS = {
    "plain": '{\n  "model": "opus",\n  "permissions": {"allow": ["Bash(ls)"]}\n}\n',
    "no line end": '{\n  "model": "opus"\n}',
    "tabs": '{\n\t"env": {\n\t\t"FOO": "bar"\n\t},\n\t"model": "opus"\n}\n',
    "windows": '\ufeff{\r\n    "env": {\r\n        "FOO": "bä"\r\n    }\r\n}\r\n',
    "one line": (
        '{"env":{"ANTHROPIC_BASE_URL":"https:\\/\\/other.example","ANTHROPIC_AUTH_TOKEN":"sk-own"},"x":[1,2]}'
    ),
    "empty env": '{"env": {}}\n',
    "empty object": "{}\n",
    "empty file": "",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "home" / ".claude" / "settings.json"
    path.parent.mkdir(parents=True)
    return path


@pytest.fixture
def claude(path: Path, tmp_path: Path) -> ClaudeCode:
    return ClaudeCode(path, tmp_path / "state")


def env(path: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8-sig"))["env"]
    return found


@pytest.mark.parametrize("text", SETTINGS.values(), ids=SETTINGS)
def test_connecting_and_disconnecting_leaves_every_byte(claude: ClaudeCode, path: Path, text: str) -> None:
    path.write_bytes(text.encode())
    path.chmod(0o640)
    claude.connect(URL, "scrub_live_x")
    assert env(path)["ANTHROPIC_BASE_URL"] == URL
    assert env(path)["ANTHROPIC_AUTH_TOKEN"] == "scrub_live_x"
    assert claude.status() == LinkStatus(Link.ON, URL)
    assert claude.disconnect()
    assert path.read_bytes() == text.encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert claude.status().link is Link.OFF


def test_the_owners_login_and_headers_can_stay(claude: ClaudeCode, path: Path) -> None:
    text = '{"env": {"ANTHROPIC_API_KEY": "sk-own", "ANTHROPIC_CUSTOM_HEADERS": "X-Team: a"}}'
    path.write_text(text)
    claude.connect(URL, "first")
    claude.connect(URL, "second", own_login=True)
    assert env(path)["ANTHROPIC_API_KEY"] == "sk-own"
    assert "ANTHROPIC_AUTH_TOKEN" not in env(path)
    assert env(path)["ANTHROPIC_CUSTOM_HEADERS"] == "X-Team: a\nx-scrubroom-api-key: second"
    claude.disconnect()
    assert path.read_text() == text


def test_the_rest_of_the_file_keeps_its_form(claude: ClaudeCode, path: Path) -> None:
    path.write_text(SETTINGS["tabs"])
    claude.connect(URL, "t")
    lines = path.read_text().split("\n")
    assert all(line in lines for line in ('\t"env": {', '\t\t"FOO": "bar",', '\t"model": "opus"'))
    assert '\t\t"ANTHROPIC_BASE_URL": "http://127.0.0.1:7440",' in lines


def test_a_file_that_was_not_there_goes_again(claude: ClaudeCode, path: Path) -> None:
    claude.connect(URL, "t")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().endswith("}\n")
    claude.disconnect()
    assert not path.exists()
    assert path.parent.exists()


def test_a_folder_that_was_not_there_goes_again(claude: ClaudeCode, path: Path) -> None:
    path.parent.rmdir()
    claude.connect(URL, "t")
    claude.disconnect()
    assert not path.parent.exists()


def test_a_folder_that_has_come_into_use_stays(claude: ClaudeCode, path: Path) -> None:
    path.parent.rmdir()
    claude.connect(URL, "t")
    (path.parent / "history.jsonl").write_text("")
    claude.disconnect()
    assert [entry.name for entry in path.parent.iterdir()] == ["history.jsonl"]


def test_connecting_again_remembers_the_first_state(claude: ClaudeCode, path: Path) -> None:
    path.write_text(SETTINGS["one line"])
    for url in (URL, OTHER, OTHER, URL):
        claude.connect(url, "t")
        assert claude.status() == LinkStatus(Link.ON, url)
    claude.disconnect()
    assert path.read_text() == SETTINGS["one line"]


def test_what_others_change_meanwhile_stays(claude: ClaudeCode, path: Path) -> None:
    path.write_text(SETTINGS["one line"])
    claude.connect(URL, "t")
    data: dict[str, Any] = json.loads(path.read_text())
    data["env"]["FOO"] = "new"
    data["permissions"] = {"allow": ["Bash(ls)"]}
    del data["x"]
    path.write_text(json.dumps(data, indent=2))
    assert claude.status() == LinkStatus(Link.ON, URL)
    claude.disconnect()
    assert json.loads(path.read_text()) == {
        "env": {
            "ANTHROPIC_BASE_URL": "https://other.example",
            "ANTHROPIC_AUTH_TOKEN": "sk-own",
            "FOO": "new",
        },
        "permissions": {"allow": ["Bash(ls)"]},
    }


def test_a_key_of_ours_that_its_owner_has_changed_is_his(claude: ClaudeCode, path: Path) -> None:
    path.write_text(SETTINGS["plain"])
    claude.connect(URL, "t")
    path.write_text(path.read_text().replace(URL, "https://mine.example"))
    assert claude.status() == LinkStatus(Link.CHANGED, "https://mine.example")
    claude.disconnect()
    assert env(path) == {"ANTHROPIC_BASE_URL": "https://mine.example"}


def test_an_env_that_we_have_made_goes_when_it_is_empty(claude: ClaudeCode, path: Path) -> None:
    path.write_text(SETTINGS["plain"])
    claude.connect(URL, "t")
    path.write_text(path.read_text().replace('"opus"', '"sonnet"'))
    claude.disconnect()
    assert path.read_text() == SETTINGS["plain"].replace('"opus"', '"sonnet"')


def test_a_new_file_in_which_others_wrote_stays_with_theirs(claude: ClaudeCode, path: Path) -> None:
    claude.connect(URL, "t")
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "model": "opus"}))
    claude.disconnect()
    assert json.loads(path.read_text()) == {"model": "opus"}


def test_settings_that_were_thrown_away_stay_away(claude: ClaudeCode, path: Path) -> None:
    path.write_text(SETTINGS["plain"])
    claude.connect(URL, "t")
    path.unlink()
    assert claude.disconnect()
    assert not path.exists()
    assert not claude.disconnect()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"env": {},}', "line 1 is not strict JSON"),
        ('{\n// words\n"env": {}}', "line 2 is not strict JSON"),
        ("[]", "does not hold an object"),
        ('{"env": []}', "'env' in .* must be an object of strings"),
        ('{"env": {"A": 1}}', "'env' in .* must be an object of strings"),
    ],
)
def test_a_broken_file_is_refused_named_and_left_alone(
    claude: ClaudeCode, path: Path, tmp_path: Path, text: str, why: str
) -> None:
    path.write_text(text)
    with pytest.raises(ClaudeCodeError, match=why) as caught:
        claude.connect(URL, "t")
    assert str(path) in str(caught.value)
    assert path.read_text() == text
    assert not list((tmp_path / "state").rglob("*.json"))


def test_a_file_that_broke_meanwhile_is_refused_and_can_be_put_back_later(
    claude: ClaudeCode, path: Path
) -> None:
    path.write_text(SETTINGS["plain"])
    claude.connect(URL, "t")
    good = path.read_text()
    path.write_text(good + ",")
    with pytest.raises(ClaudeCodeError, match="not strict JSON"):
        claude.disconnect()
    path.write_text(good)
    claude.disconnect()
    assert path.read_text() == SETTINGS["plain"]


def test_what_is_no_text_is_refused(claude: ClaudeCode, path: Path) -> None:
    path.write_bytes(b'{"a": "\xe9"}')
    with pytest.raises(ClaudeCodeError, match="not UTF-8"):
        claude.connect(URL, "t")


def test_a_symlink_stays_one(claude: ClaudeCode, path: Path, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles.json"
    target.write_text(SETTINGS["plain"])
    path.symlink_to(target)
    claude.connect(URL, "t")
    assert path.is_symlink()
    assert env(target)["ANTHROPIC_BASE_URL"] == URL
    claude.disconnect()
    assert path.is_symlink()
    assert target.read_text() == SETTINGS["plain"]


def test_a_spoilt_journal_is_named_and_nothing_is_guessed(
    claude: ClaudeCode, path: Path, tmp_path: Path
) -> None:
    path.write_text(SETTINGS["plain"])
    claude.connect(URL, "t")
    (journal,) = (tmp_path / "state").rglob("*.json")
    journal.write_text("{")
    connected = path.read_text()
    for step in (claude.status, claude.disconnect, lambda: claude.connect(URL, "t")):
        with pytest.raises(ClaudeCodeError, match=str(journal)):
            step()
    assert path.read_text() == connected


def test_the_key_is_in_the_settings_and_nowhere_else(claude: ClaudeCode, path: Path, tmp_path: Path) -> None:
    claude.connect(URL, "scrub_live_SECRET")
    others = [file for file in tmp_path.rglob("*") if file.is_file() and file != path]
    assert others
    assert all(b"SECRET" not in file.read_bytes() for file in others)


def test_a_write_that_fails_changes_nothing(
    claude: ClaudeCode, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text(SETTINGS["plain"])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(ClaudeCodeError, match="No space left on device"):
            claude.connect(URL, "t")
    assert path.read_text() == SETTINGS["plain"]
    assert not claude.disconnect()


KILLED = """
import os, signal, sys
from pathlib import Path
from app.claude_code import ClaudeCode
settings, state, action, count = sys.argv[1:]
real, left = os.replace, int(count)
def replace(*names):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    real(*names)
os.replace = replace
claude = ClaudeCode(Path(settings), Path(state))
claude.connect("http://127.0.0.1:9999", "second") if action == "connect" else claude.disconnect()
"""


@pytest.mark.parametrize("connected", [False, True])
@pytest.mark.parametrize(("action", "count"), [("connect", 0), ("connect", 1), ("disconnect", 0)])
def test_a_kill_at_any_point_can_be_undone(
    claude: ClaudeCode, path: Path, tmp_path: Path, connected: bool, action: str, count: int
) -> None:
    path.write_text(SETTINGS["one line"])
    if connected:
        claude.connect(URL, "first")
    before = path.read_text()
    code = [sys.executable, "-c", KILLED, str(path), str(tmp_path / "state"), action, str(count)]
    done = subprocess.run(code, timeout=60, check=False)
    assert done.returncode in (-signal.SIGKILL, 0)
    assert path.read_text() == before, "killed before the replacement"
    claude.disconnect()
    assert json.loads(path.read_text()) == json.loads(SETTINGS["one line"])
    if not connected:
        assert path.read_text() == SETTINGS["one line"]


def test_its_folder_is_where_its_owner_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert config_dir({"CLAUDE_CONFIG_DIR": str(tmp_path)}) == tmp_path
    monkeypatch.setenv("HOME", str(tmp_path))
    assert config_dir({}) == tmp_path / ".claude"


TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=6)
OBJECTS = st.fixed_dictionaries(
    {},
    optional={
        "env": st.dictionaries(
            TEXTS | st.sampled_from(["ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY"]), TEXTS, max_size=4
        ),
        "hooks": st.lists(st.dictionaries(TEXTS, TEXTS | st.integers(), max_size=2), max_size=2),
        "model": TEXTS,
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OBJECTS, OBJECTS, st.sampled_from([None, 2, 4, "\t"]))
def test_any_settings_are_put_back_whatever_is_added(
    tmp_path: Path, first: dict[str, Any], later: dict[str, Any], indent: int | str | None
) -> None:
    path = tmp_path / "any.json"
    text = json.dumps(first, indent=indent)
    path.write_text(text)
    claude = ClaudeCode(path, tmp_path / "any-state")
    claude.connect(URL, "t")
    claude.disconnect()
    assert path.read_text() == text
    claude.connect(URL, "t")
    connected = json.loads(path.read_text())
    ours = {key for key in connected["env"] if connected["env"][key] != first.get("env", {}).get(key)}
    added = {key: value for key, value in later.get("env", {}).items() if key not in ours}
    path.write_text(json.dumps({**connected, **later, "env": {**connected["env"], **added}}))
    claude.disconnect()
    expected = {**first, **later, "env": {**first.get("env", {}), **added}}
    if not expected["env"] and "env" not in first:
        del expected["env"]
    assert json.loads(path.read_text()) == expected
