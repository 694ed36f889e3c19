"""The checks of `scrubroom doctor`, in order: what may be wrong with an installation, and how to mend each.

Owns the checks and their words. Changes nothing.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

from app.claude_code import ClaudeCode, ClaudeCodeError, Link
from app.claude_environment import ELSEWHERE, proxied
from app.claude_process import INSTALL, claude_version, find_claude
from app.claude_redirects import find_redirects
from app.config_store import ConfigStore
from app.credentials import CredentialSource
from app.display import missing_display
from app.journal_place import journal_file, read_journal
from app.keyring_store import KeyringStore
from app.qt_pair import broken_pair
from app.running_proxy import find_proxy, proxy_url
from proxy_core.config import is_loopback
from proxy_core.errors import ProxyError
from proxy_core.journal.audit import verify
from proxy_core.journal.database import JournalError
from proxy_core.policy.baa import ending, ending_sentence
from proxy_core.privacy.plugins.base import PluginError
from proxy_core.privacy.plugins.detector import Detector
from proxy_core.privacy.rules import engine_for, without_kept
from proxy_core.secrets import SecretsUnavailable

_TRAY = "import sys; from PySide6.QtWidgets import *; a = QApplication([]); "
_TRAY += "sys.exit(0 if QSystemTrayIcon.isSystemTrayAvailable() else 7)"
_NO_TRAY = 7


class Verdict(Enum):
    """How a check ended. WRONG makes the doctor's exit code 1; NOTE is worth knowing."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """about: two or three words. said: a sentence. mend: what to do; empty if nothing."""

    verdict: Verdict
    about: str
    said: str
    mend: str = ""


async def findings(
    store: ConfigStore, keyring: KeyringStore, folder: Path, environ: Mapping[str, str] = os.environ
) -> AsyncIterator[Finding]:
    """All checks, each as soon as it is done."""
    yield _python()
    yield _configuration(store)
    yield await _keyring(store, keyring)
    for detector in engine_for(without_kept(store.config.settings)).detectors:
        yield await asyncio.to_thread(_plugin, detector)
    async for finding in _providers(store, keyring, environ):
        yield finding
    for finding in _agreements(store):
        yield finding
    yield await asyncio.to_thread(_journal, store)
    yield _address(store)
    yield _window(environ)
    for finding in _claude(store, folder, environ):
        yield finding


def _python() -> Finding:
    problem = broken_pair()
    if problem is not None:
        said, _, mend = problem.partition(". ")
        return Finding(Verdict.WRONG, "Python and Qt", f"{said}.", mend)
    return Finding(Verdict.OK, "Python and Qt", f"Python {sys.version.split()[0]} and its PySide6 fit.")


def _configuration(store: ConfigStore) -> Finding:
    if store.problem is not None:
        return Finding(
            Verdict.WRONG, "configuration", store.problem, "'scrubroom config check' tells when it is."
        )
    if not store.path.exists():
        return Finding(
            Verdict.NOTE,
            "configuration",
            f"There is no {store.path} yet; the built-in demo model answers to every name.",
            "Add a provider and a model in the window or in that file.",
        )
    return Finding(Verdict.OK, "configuration", f"{store.path} is right.")


async def _keyring(store: ConfigStore, keyring: KeyringStore) -> Finding:
    try:
        await keyring.get_entry("install-key")
    except SecretsUnavailable as error:
        needed = any(provider.auth.kind == "keyring" for provider in store.config.providers)
        return Finding(Verdict.WRONG if needed else Verdict.NOTE, "keyring", str(error))
    return Finding(Verdict.OK, "keyring", f"{keyring.backend_name} answers.")


def _plugin(detector: Detector) -> Finding:
    """Loads it, as the proxy would: nothing less tells whether it works."""
    try:
        detector.load()
    except PluginError as error:
        said, _, mend = str(error).partition(". ")
        return Finding(Verdict.WRONG, detector.name, f"{said}. Every request is refused.", mend)
    return Finding(Verdict.OK, detector.name, "It is loaded and asked.")


async def _providers(
    store: ConfigStore, keyring: KeyringStore, environ: Mapping[str, str]
) -> AsyncIterator[Finding]:
    credentials = CredentialSource(keyring, environ=environ)
    today = date.today()
    used = {route.provider for mapping in store.config.models for route in mapping.routes}
    for provider in store.config.providers:
        about = f"provider {provider.name}"
        try:
            await credentials.get(provider)
        except ProxyError as error:
            verdict = Verdict.WRONG if provider.name in used else Verdict.NOTE
            yield Finding(verdict, about, error.message, error.hint)
            continue
        if store.config["policy.require_baa"] != "off" and not provider.covered(today):
            yield Finding(
                Verdict.NOTE,
                about,
                "Its key is there, but no valid agreement: requests with PHI are refused.",
                "Record the agreement under 'baa' if there is one.",
            )
        else:
            yield Finding(
                Verdict.OK, about, "Its key is there." if provider.auth.kind != "none" else "It needs no key."
            )


def _agreements(store: ConfigStore) -> Iterator[Finding]:
    if store.config["policy.require_baa"] == "off":
        yield Finding(
            Verdict.NOTE,
            "agreements",
            "policy.require_baa is off: what holds PHI goes to providers without an agreement, redacted.",
            "Set it to phi or always if that is not what you mean.",
        )
    for provider, days in ending(store.config, date.today()):
        said, _, mend = ending_sentence(provider, days).partition(". ")
        yield Finding(Verdict.NOTE, "agreements", f"{said}.", mend)


def _journal(store: ConfigStore) -> Finding:
    """Opens it, as the proxy would, and goes through its audit trail."""
    path = journal_file(store.path)
    if not path.exists():
        return Finding(Verdict.OK, "journal", f"Nothing was written to {path} yet.")
    try:
        found = read_journal(path, verify)
    except JournalError as error:
        said, _, mend = str(error).partition(". ")
        return Finding(Verdict.WRONG, "journal", f"{said.rstrip('.')}.", mend)
    if found.problem:
        return Finding(
            Verdict.WRONG,
            "journal",
            f"The audit trail is not whole. {found.problem}",
            f"Find out who has written to {path}; 'scrubroom audit list' shows what is there.",
        )
    return Finding(Verdict.OK, "journal", f"{path} can be written; its audit trail is whole.")


def _address(store: ConfigStore) -> Finding:
    host, port = store.config["server.host"], store.config["server.port"]
    url = proxy_url(host, port)
    if not port:
        return Finding(Verdict.NOTE, "address", "The port is another one at each start (server.port is 0).")
    found = find_proxy(host, port)
    if found.ours:
        return Finding(Verdict.OK, "address", f"Scrubroom {found.version} answers at {url}.")
    if found.taken:
        whose = "another user's Scrubroom" if found.stranger else "another program"
        return Finding(
            Verdict.WRONG,
            "address",
            f"Port {port} is taken by {whose}.",
            "Close that program, or set server.port to another one.",
        )
    if not is_loopback(host) and not store.config.keys:
        return Finding(
            Verdict.WRONG,
            "address",
            f"{host} lets other machines in, and there is no local key to keep them out.",
            "'scrubroom keys create NAME' makes one; or set server.host to 127.0.0.1.",
        )
    return Finding(Verdict.OK, "address", f"{url} is free; the proxy does not run now.")


def _window(environ: Mapping[str, str]) -> Finding:
    """Qt is asked in a process of its own: it may abort where its libraries are missing."""
    reason = missing_display(environ)
    if reason is not None:
        return Finding(Verdict.NOTE, "window and tray", reason, "'scrubroom serve' runs without a window.")
    try:
        done = subprocess.run(
            [sys.executable, "-c", _TRAY], env=dict(environ), capture_output=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return Finding(
            Verdict.WRONG, "window and tray", "Qt did not answer.", "'scrubroom serve' runs without."
        )
    if done.returncode == 0:
        return Finding(Verdict.OK, "window and tray", "A window and a tray icon can be shown.")
    if done.returncode == _NO_TRAY:
        return Finding(
            Verdict.NOTE,
            "window and tray",
            "The desktop has no tray; the window opens at start instead.",
            "On GNOME, the extension 'AppIndicator and KStatusNotifierItem Support' adds one.",
        )
    return Finding(
        Verdict.WRONG,
        "window and tray",
        "Qt cannot open a window here.",
        "Install its system packages (docs/ARCHITECTURE.md lists them); 'scrubroom serve' runs without.",
    )


def _claude(store: ConfigStore, folder: Path, environ: Mapping[str, str]) -> Iterator[Finding]:
    program = find_claude(environ, folder)
    if program is None:
        yield Finding(Verdict.NOTE, "Claude Code", "There is no claude on the PATH.", INSTALL)
    else:
        version = claude_version(program, environ)
        named = ".".join(map(str, version)) if version else "of an unknown version"
        yield Finding(Verdict.OK, "Claude Code", f"{program} is {named}.")
    url = proxy_url(store.config["server.host"], store.config["server.port"])
    yield _link(url)
    yield from _ways_past(url, folder, environ)


def _link(url: str) -> Finding:
    claude = ClaudeCode()
    try:
        status = claude.status()
    except ClaudeCodeError as error:
        return Finding(Verdict.WRONG, "Claude Code's settings", str(error))
    about = "Claude Code's settings"
    if status.link is Link.ON and status.url == url:
        return Finding(Verdict.OK, about, f"{claude.settings} names this proxy.")
    if status.link is Link.OFF and not status.url:
        return Finding(
            Verdict.OK, about, f"{claude.settings} is not connected; 'scrubroom claude' needs it not."
        )
    return Finding(
        Verdict.WRONG if status.link is not Link.OFF else Verdict.NOTE,
        about,
        f"{claude.settings} names {status.url or 'no address'}, not {url}.",
        "'scrubroom connect' points it here, 'scrubroom disconnect' puts it back.",
    )


def _ways_past(url: str, folder: Path, environ: Mapping[str, str]) -> Iterator[Finding]:
    """What would lead a Claude Code that is started in this folder past the proxy."""
    about = "ways past the proxy"
    clear = True
    for redirect in find_redirects(folder, url, environ):
        clear = False
        said = redirect.problem or f"{redirect.path} sets {', '.join(redirect.names)}."
        yield Finding(
            Verdict.WRONG, about, said, "Take that out, or use 'scrubroom claude', which overrules it."
        )
    for name in (*ELSEWHERE, "ANTHROPIC_BASE_URL"):
        if environ.get(name) and environ[name].rstrip("/") != url:
            clear = False
            yield Finding(
                Verdict.WRONG, about, f"The variable {name} is set.", "Unset it, or use 'scrubroom claude'."
            )
    forward = proxied(environ)
    if forward is not None:
        clear = False
        yield Finding(
            Verdict.WRONG,
            about,
            f"{forward} sends even requests to this machine through a proxy.",
            "Add 127.0.0.1 to NO_PROXY, or use 'scrubroom claude'.",
        )
    if clear:
        yield Finding(Verdict.OK, about, f"Nothing seen from {folder} leads Claude Code elsewhere.")
