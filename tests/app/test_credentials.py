"""Provider keys from wherever a provider's `auth` says."""

from __future__ import annotations

import asyncio
import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.credentials import CredentialSource, split_command
from app.keyring_store import SERVICE, KeyringStore
from proxy_core.config import Provider, parse_auth
from proxy_core.errors import ProxyError
from proxy_core.secrets import Secret

if TYPE_CHECKING:
    from tests.app.conftest import MemoryKeyring

KEY = "sk-synthetic-0123456789-x7Qa"


class HandClock:
    """Monotonic seconds that move by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> object:
        raise AssertionError("credentials need no date")


def provider(auth: str, name: str = "azure") -> Provider:
    return Provider(name, "openai", "https://example.com/v1", parse_auth(auth))


def source(
    keyring: MemoryKeyring, environ: Mapping[str, str] | None = None, **options: object
) -> CredentialSource:
    return CredentialSource(KeyringStore(keyring), environ=environ or {}, **options)  # type: ignore[arg-type]


async def refusal(credentials: CredentialSource, auth: str) -> str:
    with pytest.raises(ProxyError) as caught:
        await credentials.get(provider(auth))
    assert caught.value.code == "PROVIDER_KEY_MISSING"
    assert caught.value.message.startswith("The key of the provider 'azure' ")
    return caught.value.message


@pytest.fixture
def command(tmp_path: Path) -> str:
    """A command that prints a key with the number of its run, and notes each run."""
    script = tmp_path / "key helper.py"
    runs = tmp_path / "runs"
    script.write_text(
        f"import pathlib, sys\nruns = pathlib.Path({str(runs)!r})\n"
        "text = runs.read_text() + 'x' if runs.exists() else 'x'\nruns.write_text(text)\n"
        "print(sys.argv[1] + str(len(text)))\nprint('secret words', file=sys.stderr)\n"
    )
    return f"command:{sys.executable} {shlex.quote(str(script))} 'sk-run-'"


@pytest.mark.parametrize("auth", ["none", "client"])
async def test_where_none_is_needed_none_is_given(keyring: MemoryKeyring, auth: str) -> None:
    assert await source(keyring).get(provider(auth)) is None
    assert keyring.calls == []


async def test_a_key_comes_from_the_keyring(keyring: MemoryKeyring) -> None:
    keyring.entries[SERVICE, "provider:azure"] = KEY
    assert await source(keyring).get(provider("keyring")) == Secret(KEY)


async def test_a_missing_key_says_how_to_set_it(keyring: MemoryKeyring) -> None:
    assert "'scrubroom secrets set azure'" in await refusal(source(keyring), "keyring")


@pytest.mark.allow_logs("The keyring refused")
async def test_a_locked_keyring_says_so(keyring: MemoryKeyring) -> None:
    keyring.lock()
    assert "Unlock it" in await refusal(source(keyring), "keyring")


async def test_a_key_that_the_provider_refused_is_read_anew(keyring: MemoryKeyring) -> None:
    keyring.entries[SERVICE, "provider:azure"] = KEY
    credentials = source(keyring)
    await credentials.get(provider("keyring"))
    keyring.entries[SERVICE, "provider:azure"] = "sk-newer"
    credentials.invalidate("azure")
    assert await credentials.get(provider("keyring")) == Secret("sk-newer")


async def test_a_key_comes_from_a_variable(keyring: MemoryKeyring) -> None:
    credentials = source(keyring, {"MY_KEY": f" {KEY}\n", "EMPTY": " "})
    assert await credentials.get(provider("env:MY_KEY")) == Secret(KEY)
    assert "variable OTHER, which is not set" in await refusal(credentials, "env:OTHER")
    assert "variable EMPTY, which is not set" in await refusal(credentials, "env:EMPTY")


@pytest.mark.parametrize("value", ["two words", "line\nline", "schlüssel", "a\x00b", "tab\there"])
async def test_what_could_not_stand_in_a_header_is_refused(keyring: MemoryKeyring, value: str) -> None:
    message = await refusal(source(keyring, {"MY_KEY": value}), "env:MY_KEY")
    assert "holds spaces, line ends or letters" in message
    assert value not in message


async def test_a_key_comes_from_a_command_without_a_shell(keyring: MemoryKeyring, command: str) -> None:
    credentials = source(keyring)
    assert await credentials.get(provider(command)) == Secret("sk-run-1")
    echo = f"command:{sys.executable} -c 'import sys; print(sys.argv[1])' $HOME;ls"
    assert await credentials.get(provider(echo)) == Secret("$HOME;ls")


async def test_a_commands_output_is_kept_for_five_minutes(keyring: MemoryKeyring, command: str) -> None:
    clock = HandClock()
    credentials = source(keyring, clock=clock)
    keys = []
    for seconds in (0, 299, 301, 302):
        clock.seconds = seconds
        keys.append(await credentials.get(provider(command)))
    assert keys == [Secret("sk-run-1")] * 2 + [Secret("sk-run-2")] * 2


async def test_a_refused_key_makes_the_command_run_again(keyring: MemoryKeyring, command: str) -> None:
    credentials = source(keyring)
    await credentials.get(provider(command))
    credentials.invalidate("other")
    assert await credentials.get(provider(command)) == Secret("sk-run-1")
    credentials.invalidate("azure")
    assert await credentials.get(provider(command)) == Secret("sk-run-2")


async def test_a_key_that_was_refused_while_the_command_ran_is_not_kept(
    keyring: MemoryKeyring, command: str
) -> None:
    credentials = source(keyring)
    early = asyncio.ensure_future(credentials.get(provider(command)))
    await asyncio.sleep(0)
    credentials.invalidate("azure")
    assert await early == Secret("sk-run-1")
    assert await credentials.get(provider(command)) == Secret("sk-run-2")


async def test_requests_at_once_share_one_run(keyring: MemoryKeyring, command: str) -> None:
    credentials = source(keyring)
    leaving = asyncio.ensure_future(credentials.get(provider(command)))
    others = [asyncio.ensure_future(credentials.get(provider(command))) for _ in range(4)]
    await asyncio.sleep(0)
    leaving.cancel()
    assert await asyncio.gather(*others) == [Secret("sk-run-1")] * 4


async def test_a_command_that_is_not_there_is_named(keyring: MemoryKeyring) -> None:
    assert "'/no/such/helper', which cannot be started" in await refusal(
        source(keyring), "command:/no/such/helper x"
    )
    assert "cannot be started" in await refusal(source(keyring), "command:'unfinished")


async def test_a_command_that_fails_is_named_and_its_words_are_not_repeated(keyring: MemoryKeyring) -> None:
    code = "import sys; print('sk-half'); print('token sk-in-words', file=sys.stderr); sys.exit(3)"
    message = await refusal(source(keyring), f'command:{sys.executable} -c "{code}"')
    assert "failed with exit code 3" in message
    assert "sk-" not in message


async def test_a_failure_is_not_kept(keyring: MemoryKeyring, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    code = (
        f"import pathlib,sys; sys.exit(0 if pathlib.Path('{gate}').exists() and not print('sk-open') else 1)"
    )
    credentials = source(keyring)
    auth = f'command:{sys.executable} -c "{code}"'
    await refusal(credentials, auth)
    gate.touch()
    assert await credentials.get(provider(auth)) == Secret("sk-open")


async def test_a_command_that_takes_too_long_is_ended_with_all_it_started(
    keyring: MemoryKeyring, tmp_path: Path
) -> None:
    child = tmp_path / "child"
    code = (
        "import subprocess,sys,pathlib;"
        "p=subprocess.Popen([sys.executable,'-c','import time;time.sleep(3600)']);"
        f"pathlib.Path('{child}').write_text(str(p.pid));p.wait()"
    )
    message = await refusal(source(keyring, time_limit=5.0), f'command:{sys.executable} -c "{code}"')
    assert "took longer than 5 seconds" in message
    pid = int(child.read_text())
    async with asyncio.timeout(30):
        while _runs(pid):
            await asyncio.sleep(0.01)


def _runs(pid: int) -> bool:
    """Whether a process is there and no corpse."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


async def test_an_empty_output_is_no_key(keyring: MemoryKeyring) -> None:
    assert "is empty" in await refusal(source(keyring), f"command:{sys.executable} -c pass")


def test_a_command_line_is_split_by_the_rules_of_the_platform() -> None:
    assert split_command("pass show 'my key'") == ["pass", "show", "my key"]
