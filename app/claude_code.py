"""Claude Code's own settings: connected to this proxy, and put back exactly as they were.

Owns named keys inside `env` of `~/.claude/settings.json` and nothing else in it. What was there is kept in a
journal before the file is touched, so that a crash at any point can be undone. Whatever its owner or Claude
Code itself writes meanwhile stays.

Source: https://code.claude.com/docs/en/settings; measured: a comment or a trailing comma makes Claude Code
drop the whole file without a word and go to its default address, so only strict JSON is touched and written.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.claude_environment import environment
from app.claude_journal import Journal, digest, value_digest
from app.files import LockTimeout, atomic_write, clear_leftovers, file_lock, fingerprint, signature
from app.json_edit import JsonProblem, parse_object, raw_value, remove_member, set_members
from app.paths import state_dir
from proxy_core.config import ModelMapping

_BOM = b"\xef\xbb\xbf"


class ClaudeCodeError(Exception):
    """The settings cannot be changed. The text says why and what to do; nothing was changed."""


class Link(Enum):
    """How Claude Code's settings stand to this proxy."""

    OFF = "not connected"
    ON = "connected"
    CHANGED = "connected, but changed by someone else"


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """url: the address that the settings name now, ours or another; empty if none."""

    link: Link
    url: str = ""


def config_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """Claude Code's folder of this user."""
    named = environ.get("CLAUDE_CONFIG_DIR")
    return Path(named).expanduser() if named else Path.home() / ".claude"


class ClaudeCode:
    """settings: Claude Code's settings file of this user. state: where the journal is kept."""

    def __init__(self, settings: Path | None = None, state: Path | None = None) -> None:
        self.settings = settings or config_dir() / "settings.json"
        folder = (state or state_dir()) / "claude-code"
        self._journal_path = folder / f"{fingerprint(self.settings)}.json"
        self._lock = folder / f"{fingerprint(self.settings)}.lock"

    def status(self) -> LinkStatus:
        """How the settings stand now. Raises `ClaudeCodeError` for a file that cannot be read."""
        journal = self._journal()
        text = self._text(self._read())
        raw = raw_value(text, ("env", "ANTHROPIC_BASE_URL"))
        url = str(json.loads(raw)) if raw is not None else ""
        if journal is None:
            return LinkStatus(Link.OFF, url)
        ours = all(journal.is_ours(key, raw_value(text, ("env", key))) for key in journal.before)
        return LinkStatus(Link.ON if ours else Link.CHANGED, url)

    def connect(
        self, url: str, token: str, models: Sequence[ModelMapping] = (), *, own_login: bool = False
    ) -> None:
        """Points Claude Code at the proxy; see `environment` for the rest.

        Again is no harm: what was there at first stays remembered. Raises `ClaudeCodeError`.
        """
        with self._locked():
            self._check_env()
            seen = self._signature()
            current = self._read()
            earlier = self._journal()
            before = self._undone(current, earlier) if earlier is not None else current
            text = self._text(before)
            headers = json.loads(raw_value(text, ("env", "ANTHROPIC_CUSTOM_HEADERS")) or '""')
            values = environment(url, token, models, own_login=own_login, headers=headers)
            raw = {key: json.dumps(value) for key, value in values.items()}
            after = self._encode(before, set_members(text, ("env",), raw))
            journal = Journal(
                settings=str(self.settings),
                original=before,
                written=digest(after),
                folder_made=earlier.folder_made if earlier else not self.settings.parent.exists(),
                env_was_there=raw_value(text, ("env",)) is not None,
                before={key: raw_value(text, ("env", key)) for key in values},
                ours={key: [value_digest(value)] for key, value in raw.items()},
            )
            if earlier is not None:
                journal = journal.with_earlier(earlier)
            self._guarded(lambda: journal.save(self._journal_path))
            self._write(after, seen)

    def disconnect(self) -> bool:
        """Puts the settings back. False if there was nothing to put back. Raises `ClaudeCodeError`."""
        with self._locked():
            journal = self._journal()
            if journal is None:
                return False
            seen = self._signature()
            current = self._read()
            restored = self._undone(current, journal)
            if restored is None and current is not None:
                self._remove(seen, journal)
            elif restored is not None and restored != current:
                self._write(restored, seen)
            self._guarded(lambda: self._journal_path.unlink(missing_ok=True))
            return True

    def _undone(self, current: bytes | None, journal: Journal) -> bytes | None:
        """The settings without what we have written; None: there is to be no file."""
        if current is None or digest(current) == journal.written:
            return None if current is None else journal.original
        text = self._text(current)
        for key, before in journal.before.items():
            present = raw_value(text, ("env", key))
            if present is None or not journal.is_ours(key, present):
                continue  # its owner has changed it meanwhile
            if before is None:
                text = remove_member(text, ("env", key))
            else:
                text = set_members(text, ("env",), {key: before})
        data = parse_object(text)
        if data.get("env") == {} and not journal.env_was_there:
            text = remove_member(text, ("env",))
            data = parse_object(text)
        if not data and journal.original is None:
            return None
        return self._encode(current, text)

    def _check_env(self) -> None:
        """Refuses a file whose `env` is something else; Claude Code itself would drop all of it."""
        env = parse_settings(self._read(), self.settings).get("env", {})
        if not isinstance(env, dict) or not all(isinstance(value, str) for value in env.values()):
            raise ClaudeCodeError(
                f"'env' in {self.settings} must be an object of strings; as it is, Claude Code ignores all "
                "of it. Mend it, then connect again."
            )

    def _journal(self) -> Journal | None:
        try:
            return Journal.load(self._journal_path)
        except (OSError, ValueError):
            raise ClaudeCodeError(
                f"{self._journal_path}, which remembers what {self.settings} was, cannot be read. Check "
                "'env' in the settings by hand, then remove that file."
            ) from None

    def _text(self, data: bytes | None) -> str:
        """The file's text; empty for none. Raises `ClaudeCodeError` for one that is not strict JSON."""
        parse_settings(data, self.settings)
        return (data or b"").removeprefix(_BOM).decode()

    def _encode(self, like: bytes | None, text: str) -> bytes:
        if like is None and not text.endswith("\n"):
            text += "\n"
        return (_BOM if (like or b"").startswith(_BOM) else b"") + text.encode()

    def _read(self) -> bytes | None:
        try:
            return self.settings.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._failed("read", error) from None

    def _signature(self) -> object:
        try:
            return signature(self.settings)
        except OSError as error:
            raise self._failed("read", error) from None

    def _write(self, data: bytes, seen: object) -> None:
        if self._signature() != seen:
            raise ClaudeCodeError(f"{self.settings} is being changed by another program. Try again.")
        try:
            clear_leftovers(self.settings)
            atomic_write(self.settings, data)
        except OSError as error:
            raise self._failed("written", error) from None
        if self._read() != data:
            raise ClaudeCodeError(f"{self.settings} was changed by another program at once. Try again.")

    def _remove(self, seen: object, journal: Journal) -> None:
        """Takes away a file that we have made, and its folder if that was ours and is empty."""
        if self._signature() != seen:
            raise ClaudeCodeError(f"{self.settings} is being changed by another program. Try again.")
        try:
            Path(os.path.realpath(self.settings)).unlink()
        except OSError as error:
            raise self._failed("removed", error) from None
        if journal.folder_made:
            with contextlib.suppress(OSError):
                self.settings.parent.rmdir()

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            with file_lock(self._lock):
                yield
        except LockTimeout as error:
            raise ClaudeCodeError(str(error)) from None
        except (JsonProblem, RecursionError) as error:
            raise ClaudeCodeError(f"{self.settings} cannot be changed: {error}.") from None
        except OSError as error:
            raise ClaudeCodeError(f"{self._lock} cannot be locked: {error.strerror}.") from None

    def _guarded(self, step: Callable[[], None]) -> None:
        try:
            step()
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise ClaudeCodeError(f"{self._journal_path} cannot be written: {why}.") from None

    def _failed(self, what: str, error: OSError) -> ClaudeCodeError:
        return ClaudeCodeError(f"{self.settings} cannot be {what}: {error.strerror or type(error).__name__}.")


def parse_settings(data: bytes | None, path: Path) -> dict[str, object]:
    """The settings in a file's bytes. Raises `ClaudeCodeError` that names the file and the line."""
    try:
        return parse_object((data or b"").removeprefix(_BOM).decode())
    except UnicodeDecodeError:
        problem = "it is not UTF-8"
    except JsonProblem as error:
        problem = str(error)
    raise ClaudeCodeError(
        f"{path} is not strict JSON, so Claude Code ignores all of it: {problem}. Mend it and try again."
    )
