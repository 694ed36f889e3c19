"""`scrubroom secrets`: into a real keyring, masked, and never in plain text."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.app.commands.conftest import CommandLine

KEY = "sk-synthetic-0123456789-x7Qa"
TEXT = (
    '[[providers]]\nname = "azure"\nkind = "anthropic"\nbase_url = "https://example.com"\n'
    '[[providers]]\nname = "other"\nkind = "anthropic"\nbase_url = "https://example.com"\n'
    'auth = "env:OTHER"\n'
)


def in_a_session(scrubroom: CommandLine, script: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Runs a shell script in which $SCRUBROOM is the command, beside a fresh, unlocked GNOME Keyring."""
    missing = [tool for tool in ("dbus-run-session", "gnome-keyring-daemon") if shutil.which(tool) is None]
    assert not missing, f"this test needs {', '.join(missing)} (Debian: dbus-daemon, gnome-keyring)"
    for name in ("runtime", "data"):
        (tmp_path / name).mkdir(mode=0o700, exist_ok=True)
    environment = scrubroom.environ() | {
        "XDG_RUNTIME_DIR": str(tmp_path / "runtime"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "SCRUBROOM": f"{sys.executable} -m app",
        "KEY": KEY,
    }
    del environment["PYTHON_KEYRING_BACKEND"]
    begin = 'eval "$(printf pw | gnome-keyring-daemon --unlock --components=secrets)"\nset -e\n'
    end = '\nkill "$GNOME_KEYRING_PID" 2>/dev/null || true\n'
    return subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", begin + script + end],
        env=environment,
        cwd=scrubroom.folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_key_goes_into_the_keyring_is_listed_masked_and_goes_again(
    scrubroom: CommandLine, tmp_path: Path
) -> None:
    scrubroom.config.write_text(TEXT)
    script = """
    printf '%s\\n' "$KEY" | $SCRUBROOM secrets set azure
    $SCRUBROOM secrets list
    $SCRUBROOM secrets delete azure
    $SCRUBROOM secrets list
    """
    done = in_a_session(scrubroom, script, tmp_path)
    assert done.returncode == 0, done.stderr
    listed = [line.split() for line in done.stdout.splitlines()]
    assert ["azure", "keyring", "set", "…x7Qa"] in listed
    assert ["azure", "keyring", "missing", "-"] in listed
    assert ["other", "env:OTHER", "not", "needed", "-"] in listed
    assert "The key of 'azure' is in the keyring." in done.stderr
    assert KEY not in done.stdout + done.stderr
    assert all(KEY.encode() not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_a_change_is_told_to_a_running_proxy(scrubroom: CommandLine, tmp_path: Path) -> None:
    scrubroom.config.write_text(TEXT)
    stamp = Path(scrubroom.environ()["SCRUBROOM_STATE_DIR"]) / "secrets.stamp"
    script = f"""
    $SCRUBROOM secrets list >/dev/null
    test ! -e {stamp}
    printf '%s\\n' "$KEY" | $SCRUBROOM secrets set azure
    test -e {stamp} && rm {stamp}
    $SCRUBROOM secrets delete azure
    test -e {stamp}
    """
    done = in_a_session(scrubroom, script, tmp_path)
    assert done.returncode == 0, done.stderr
    assert stamp.read_bytes() == b""


def test_claude_code_gets_a_key_of_its_own(scrubroom: CommandLine, tmp_path: Path) -> None:
    helper = tmp_path / "claude"
    helper.write_text('#!/bin/sh\nprintf "%s\\n" "$ANTHROPIC_AUTH_TOKEN"\n')
    helper.chmod(0o755)
    scrubroom.env["SCRUBROOM_CLAUDE"] = str(helper)
    script = (
        "$SCRUBROOM keys create first >/dev/null\n$SCRUBROOM claude\n$SCRUBROOM claude\n$SCRUBROOM keys list"
    )
    done = in_a_session(scrubroom, script, tmp_path)
    assert done.returncode == 0, done.stderr
    first, second, *listed = done.stdout.splitlines()
    assert first == second
    assert first.startswith("scrub_live_")
    assert any(line.startswith("claude-code ") and first[-4:] in line for line in listed)


def test_a_terminal_is_asked_without_echo(scrubroom: CommandLine) -> None:
    scrubroom.config.write_text(TEXT)
    outer, inner = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "secrets", "set", "azure"],
        env={**scrubroom.environ(), "PYTHONPATH": str(Path(__file__).parents[3])},
        cwd=scrubroom.folder,
        stdin=inner,
        stdout=inner,
        stderr=inner,
        start_new_session=True,
    )
    os.close(inner)
    said = b""
    while b"not shown): " not in said:
        said += os.read(outer, 1000)
    os.write(outer, f"{KEY}\n".encode())
    while True:
        try:
            more = os.read(outer, 1000)
        except OSError:  # Linux says EIO when the other side has closed
            break
        if not more:
            break
        said += more
    os.close(outer)
    assert process.wait(60) == 2
    assert b"has no keyring, so nothing was kept" in said
    assert KEY.encode() not in said


def test_without_a_keyring_nothing_is_kept_which_is_an_error(scrubroom: CommandLine, tmp_path: Path) -> None:
    scrubroom.config.write_text(TEXT)
    done = scrubroom("secrets", "set", "azure", input=KEY, code=2)
    assert "no keyring, so nothing was kept" in done.stderr
    assert 'auth = "env:VARIABLE"' in done.stderr
    assert ["azure", "keyring", "no", "keyring", "-"] in [
        line.split() for line in scrubroom("secrets", "list").stdout.splitlines()
    ]
    assert all(KEY.encode() not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_a_mistake_is_named(scrubroom: CommandLine) -> None:
    scrubroom.config.write_text(TEXT)
    done = scrubroom("secrets", "set", "azuer", input=KEY, code=2)
    assert "There is no provider 'azuer'." in done.stderr
    assert "azure, other, demo" in done.stderr
    assert "The key is empty." in scrubroom("secrets", "set", "azure", input="\n", code=2).stderr
    said = scrubroom("secrets", "set", "azure", input="x" * 1281, code=2).stderr
    assert "1,281 characters; a keyring holds 1,280 at most" in said
