"""Provider keys in the operating system's keyring."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from keyring.backends import fail

from app.keyring_store import LONGEST, SERVICE, KeyringStore
from app.stamp import Stamp
from proxy_core.secrets import Secret, SecretState, SecretStore, SecretsUnavailable

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
        raise AssertionError("the keyring needs no date")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(keyring: MemoryKeyring, clock: HandClock) -> KeyringStore:
    return KeyringStore(keyring, patience=60, clock=clock)  # type: ignore[arg-type]


def impatient(keyring: MemoryKeyring) -> KeyringStore:
    return KeyringStore(keyring, patience=0.01)


def without_keyring() -> KeyringStore:
    return KeyringStore(fail.Keyring())  # type: ignore[no-untyped-call]


async def settled(store: KeyringStore, provider: str, state: SecretState) -> None:
    """Waits until the store says so."""
    changed = asyncio.Event()
    end = store.subscribe(changed.set)
    async with asyncio.timeout(30):
        while store.state(provider) is not state:
            await changed.wait()
            changed.clear()
    end()


async def test_a_key_is_kept_read_once_and_forgotten(store: KeyringStore, keyring: MemoryKeyring) -> None:
    kept: SecretStore = store
    await kept.set("azure", Secret(f" {KEY}\n"))
    assert keyring.entries == {(SERVICE, "provider:azure"): KEY}
    keyring.calls.clear()
    assert await kept.get("azure") == Secret(KEY)
    assert await kept.get("azure") == Secret(KEY)
    assert keyring.calls == []
    assert kept.state("azure") is SecretState.SET
    assert store.hint("azure") == "…x7Qa"
    await kept.delete("azure")
    assert await kept.get("azure") is None
    assert kept.state("azure") is SecretState.MISSING
    assert store.hint("azure") == ""
    assert keyring.entries == {}


async def test_a_new_start_reads_each_key_once(store: KeyringStore, keyring: MemoryKeyring) -> None:
    keyring.entries[SERVICE, "provider:azure"] = KEY
    assert store.state("azure") is SecretState.READING
    found = await asyncio.gather(*(store.get("azure") for _ in range(10)))
    assert found == [Secret(KEY)] * 10
    assert keyring.calls == ["get provider:azure"]


async def test_the_keyring_is_never_asked_on_the_loops_thread(
    store: KeyringStore, keyring: MemoryKeyring
) -> None:
    await store.set("a", Secret(KEY))
    await store.get("b")
    await store.delete("a")
    assert len(keyring.threads) == 1
    assert keyring.threads.pop().startswith("scrubroom-keyring")


async def test_a_key_set_by_another_process_is_found(store: KeyringStore, keyring: MemoryKeyring) -> None:
    assert await store.get("azure") is None
    keyring.entries[SERVICE, "provider:azure"] = KEY
    assert await store.get("azure") == Secret(KEY)
    keyring.entries[SERVICE, "provider:azure"] = KEY + "new"
    assert await store.get("azure") == Secret(KEY)
    store.forget("azure")
    assert await store.get("azure") == Secret(KEY + "new")


def two_processes(keyring: MemoryKeyring, tmp_path: Path) -> tuple[KeyringStore, KeyringStore]:
    """The stores of a running proxy and of a command, over one keyring."""
    return tuple(KeyringStore(keyring, patience=60, stamp=Stamp(tmp_path / "stamp")) for _ in range(2))  # type: ignore[return-value]


async def test_what_another_process_sets_and_deletes_reaches_this_one(
    keyring: MemoryKeyring, tmp_path: Path
) -> None:
    proxy, command = two_processes(keyring, tmp_path)
    await proxy.install_key()
    await proxy.set("azure", Secret(KEY))
    assert not await proxy.poll(), "its own changes are no news"
    await command.set("azure", Secret("sk-synthetic-0123456789-Zz99"))
    heard: list[str] = []
    proxy.subscribe(lambda: heard.append(proxy.hint("azure")))
    assert await proxy.poll()
    assert await proxy.get("azure") == Secret("sk-synthetic-0123456789-Zz99")
    assert heard[-1] == "…Zz99"
    await command.delete("azure")
    assert await proxy.poll()
    assert proxy.state("azure") is SecretState.MISSING
    assert await proxy.get("azure") is None
    keyring.calls.clear()
    assert not await proxy.poll()
    assert keyring.calls == []
    assert KEY[-4:].encode() not in (tmp_path / "stamp").read_bytes()


async def test_a_key_that_changes_while_it_is_read_is_read_again(
    store: KeyringStore, keyring: MemoryKeyring
) -> None:
    keyring.gate.clear()
    reading = asyncio.ensure_future(store.get("azure"))
    while not keyring.calls:
        await asyncio.sleep(0)
    store.forget("azure")
    keyring.gate.set()
    await reading
    assert keyring.calls == ["get provider:azure"] * 2


async def test_without_a_keyring_a_change_elsewhere_takes_no_key_away(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "stamp")
    store = KeyringStore(fail.Keyring(), stamp=stamp)  # type: ignore[no-untyped-call]
    await store.set("azure", Secret(KEY))
    Stamp(tmp_path / "stamp").mark()
    assert not await store.poll()
    assert await store.get("azure") == Secret(KEY)


@pytest.mark.allow_logs("The key")
async def test_a_locked_keyring_gives_no_old_key_after_a_change(
    keyring: MemoryKeyring, tmp_path: Path
) -> None:
    proxy, command = two_processes(keyring, tmp_path)
    await proxy.set("azure", Secret(KEY))
    await command.delete("azure")
    keyring.lock()
    assert await proxy.poll()
    with pytest.raises(SecretsUnavailable, match="locked"):
        await proxy.get("azure")


async def test_deleting_what_is_not_there_is_no_error(store: KeyringStore) -> None:
    await store.delete("azure")
    assert store.state("azure") is SecretState.MISSING


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("x" * (LONGEST + 1), "has 1,281 characters; a keyring holds 1,280"),
        ("😀" * 641, "has 1,282 characters"),
    ],
)
async def test_what_no_keyring_holds_is_refused(
    store: KeyringStore, keyring: MemoryKeyring, value: str, why: str
) -> None:
    with pytest.raises(SecretsUnavailable, match=why):
        await store.set("azure", Secret(value))
    assert keyring.calls == []


async def test_the_longest_key_fits(store: KeyringStore) -> None:
    await store.set("azure", Secret("x" * LONGEST))
    assert store.state("azure") is SecretState.SET


# ---------------------------------------------------------------- locked


async def test_a_blocking_keyring_is_reported_as_locked_and_its_answer_taken(keyring: MemoryKeyring) -> None:
    keyring.entries[SERVICE, "provider:azure"] = KEY
    keyring.gate.clear()
    store = impatient(keyring)
    with pytest.raises(SecretsUnavailable, match="locked") as caught:
        await store.get("azure")
    assert caught.value.state is store.state("azure") is SecretState.LOCKED
    with pytest.raises(SecretsUnavailable):
        await store.get("azure")
    keyring.gate.set()
    await settled(store, "azure", SecretState.SET)
    assert await store.get("azure") == Secret(KEY)
    assert keyring.calls == ["get provider:azure"], "a second request must not open a second dialog"


async def test_behind_a_blocking_call_nothing_waits(keyring: MemoryKeyring) -> None:
    keyring.gate.clear()
    store = impatient(keyring)
    with pytest.raises(SecretsUnavailable):
        await store.get("first")
    store._patience = 3600
    with pytest.raises(SecretsUnavailable):
        await store.get("second")
    keyring.gate.set()
    await settled(store, "second", SecretState.MISSING)


async def test_a_key_set_while_it_is_locked_is_kept_when_it_opens(keyring: MemoryKeyring) -> None:
    keyring.gate.clear()
    store = impatient(keyring)
    with pytest.raises(SecretsUnavailable, match="as soon as it opens"):
        await store.set("azure", Secret(KEY))
    assert store.hint("azure") == ""
    keyring.gate.set()
    await settled(store, "azure", SecretState.SET)
    assert keyring.entries == {(SERVICE, "provider:azure"): KEY}


@pytest.mark.allow_logs("The keyring refused: KeyringLocked")
async def test_a_dismissed_dialog_is_not_opened_again_by_every_request(
    store: KeyringStore, keyring: MemoryKeyring, clock: HandClock
) -> None:
    keyring.lock()
    for _ in range(5):
        with pytest.raises(SecretsUnavailable, match="Unlock it"):
            await store.get("azure")
    assert len(keyring.calls) == 1
    assert store.state("azure") is SecretState.LOCKED
    clock.seconds += 31
    keyring.refuse = None
    assert await store.get("azure") is None


@pytest.mark.allow_logs("The key")
async def test_retry_asks_again_at_once(store: KeyringStore, keyring: MemoryKeyring) -> None:
    keyring.entries[SERVICE, "provider:azure"] = KEY
    keyring.lock()
    await store.prefetch(["azure", "other"])
    heard: list[SecretState] = []
    store.subscribe(lambda: heard.append(store.state("azure")))
    await store.retry()
    assert store.state("azure") is SecretState.LOCKED
    keyring.refuse = None
    await store.retry()
    assert store.state("azure") is SecretState.SET
    assert heard[-1] is SecretState.SET
    assert await store.get("other") is None


@pytest.mark.allow_logs("The keyring refused: ValueError")
async def test_nothing_that_a_keyring_raises_is_repeated(store: KeyringStore, keyring: MemoryKeyring) -> None:
    keyring.refuse = ValueError(f"cannot store {KEY}")
    with pytest.raises(SecretsUnavailable) as caught:
        await store.set("azure", Secret(KEY))
    assert KEY not in str(caught.value)
    assert KEY not in repr(caught.value.__context__)


# ---------------------------------------------------------------- no keyring


@pytest.mark.allow_logs("cannot be read: no keyring")
async def test_without_a_keyring_keys_last_for_this_run() -> None:
    store = without_keyring()
    await store.prefetch(["azure"])
    assert store.state("azure") is SecretState.NO_KEYRING
    assert not store.has_keyring
    with pytest.raises(SecretsUnavailable, match="has no keyring") as caught:
        await store.get("azure")
    assert caught.value.state is SecretState.NO_KEYRING
    await store.set("azure", Secret(KEY))
    assert await store.get("azure") == Secret(KEY)
    assert store.state("azure") is SecretState.NO_KEYRING
    assert store.hint("azure") == "…x7Qa"
    await store.delete("azure")
    with pytest.raises(SecretsUnavailable):
        await store.get("azure")


# ---------------------------------------------------------------- the install key


async def test_the_install_key_is_made_once(store: KeyringStore, keyring: MemoryKeyring) -> None:
    key = await store.install_key()
    assert len(key) == 32
    assert store.install_key_note == ""
    assert base64.b64decode(keyring.entries[SERVICE, "install-key"]) == key
    assert await KeyringStore(keyring).install_key() == key


async def test_a_spoilt_install_key_is_made_anew(store: KeyringStore, keyring: MemoryKeyring) -> None:
    keyring.entries[SERVICE, "install-key"] = "short"
    key = await store.install_key()
    assert base64.b64decode(keyring.entries[SERVICE, "install-key"]) == key


async def test_without_a_keyring_the_install_key_is_new_in_each_run_which_is_said() -> None:
    first, second = without_keyring(), without_keyring()
    assert await first.install_key() != await second.install_key()
    assert "differ from one run" in first.install_key_note


async def test_a_locked_keyring_keeps_its_install_key(keyring: MemoryKeyring) -> None:
    kept = base64.b64encode(b"k" * 32).decode()
    keyring.entries[SERVICE, "install-key"] = kept
    keyring.gate.clear()
    store = impatient(keyring)
    assert await store.install_key() != b"k" * 32
    assert "locked" in store.install_key_note
    keyring.gate.set()
    assert await KeyringStore(keyring).install_key() == b"k" * 32


# ---------------------------------------------------------------- the real thing

REAL = """
import asyncio, json
from app.keyring_store import KeyringStore
from app.keyring_backend import backend_name
from proxy_core.secrets import Secret

async def main():
    first = KeyringStore(patience=60)
    said = {"missing": await first.get("azure"), "state": first.state("azure").value}
    await first.set("azure", Secret("sk-synthetic-ä-0123456789-x7Qa"))
    await first.set("local", Secret("y" * 1280))
    second = KeyringStore(patience=60)
    said["read"] = (await second.get("azure")).reveal()
    said["long"] = len((await second.get("local")).reveal())
    said["install"] = (await first.install_key()) == (await second.install_key())
    said["note"] = second.install_key_note
    await second.delete("azure")
    said["deleted"] = await KeyringStore(patience=60).get("azure")
    said["backend"] = backend_name(second._backend)
    print(json.dumps(said))

asyncio.run(main())
"""


def test_a_real_secret_service_keeps_keys(tmp_path: Path) -> None:
    missing = [tool for tool in ("dbus-run-session", "gnome-keyring-daemon") if shutil.which(tool) is None]
    assert not missing, f"this test needs {', '.join(missing)} (Debian: dbus-daemon, gnome-keyring)"
    for folder in ("runtime", "data", "home"):
        (tmp_path / folder).mkdir(mode=0o700)
    environment = {
        **{
            key: value for key, value in os.environ.items() if not key.startswith(("DBUS_", "PYTHON_KEYRING"))
        },
        "XDG_RUNTIME_DIR": str(tmp_path / "runtime"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "HOME": str(tmp_path / "home"),
        "PYTHON": sys.executable,
        "CODE": REAL,
    }
    script = (
        'eval "$(printf pw | gnome-keyring-daemon --unlock --components=secrets)"; '
        '"$PYTHON" -c "$CODE"; code=$?; kill "$GNOME_KEYRING_PID" 2>/dev/null; exit $code'
    )
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", script],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "missing": None,
        "state": "missing",
        "read": "sk-synthetic-ä-0123456789-x7Qa",
        "long": 1280,
        "install": True,
        "note": "",
        "deleted": None,
        "backend": "keyring.backends.SecretService.Keyring",
    }
    kept = b"".join(file.read_bytes() for file in (tmp_path / "data").rglob("*") if file.is_file())
    assert b"y" * 100 not in kept
