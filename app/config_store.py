"""The configuration file: loaded, watched and changed without ever losing anything of it.

Owns the rule of the house: a broken file is left as it is while the last good copy serves, also after a
restart; an edit starts from the file as it is on disk at that moment, keeps the user's comments, is checked
before it is written, and replaces the file at once or not at all. An outside edit counts once the file has
lain still, and an empty file never counts where a configuration was: editors that save in place empty the
file first, and local keys must not vanish for that moment. All methods are for one thread; other processes
are kept apart by a lock.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from app import config_edit
from app.config_edit import NEW_FILE, Current, Edit
from app.config_file import FileText, load_toml, parse_text, read_text
from app.config_migrate import MIGRATIONS, Migration, migrate
from app.files import (
    LockTimeout,
    Signature,
    atomic_write,
    clear_leftovers,
    file_lock,
    fingerprint,
    refuse_read_only,
    signature,
)
from app.paths import state_dir
from proxy_core.config import (
    Config,
    ConfigError,
    Kinds,
    LocalKey,
    ModelMapping,
    Provider,
    default_config,
)
from proxy_core.faults import describe

_log = logging.getLogger("scrubroom.config")
_TRIES = 5
_OLD_VERSION = "before-migration"
_ANEW = "write 'version = 1' into it to begin anew"


class Serving(Enum):
    """Which configuration is in force."""

    FILE = "file"
    LAST_GOOD = "last good"
    BUILT_IN = "built in"  # there is no file, or a wrong one and no earlier copy of it


class ConfigStore:
    """One configuration file. kinds: the provider kinds there are; None takes any.

    Listeners get the configuration after every change of it or of `problem`.
    """

    def __init__(
        self,
        path: Path,
        kinds: Kinds | None = None,
        *,
        state: Path | None = None,
        migrations: Mapping[int, Migration] = MIGRATIONS,
    ) -> None:
        self.path = path
        self._kinds = kinds
        self._migrations = migrations
        folder = state or state_dir()
        self._last_good = folder / "config" / f"{fingerprint(path)}.last-good.toml"
        self._lock = folder / "config" / f"{fingerprint(path)}.lock"
        self._listeners: list[Callable[[Config], None]] = []
        self._config: Config | None = None
        self._problem: str | None = None
        self._fault: str | None = None
        self._serving = Serving.BUILT_IN
        self._seen: Signature | None = None  # of what was taken over, or found wrong
        self._last_poll: Signature | None = None
        self._had_file = False
        self._has_content = False

    @property
    def config(self) -> Config:
        """The last good configuration; loads it if need be."""
        return self._config if self._config is not None else self.load()

    @property
    def problem(self) -> str | None:
        """Why the file cannot be used, and what serves in its place, as sentences; None if all is well."""
        return self._problem

    @property
    def fault(self) -> str | None:
        """The first sentence of `problem`: what is wrong with the file, without what serves in its place."""
        return self._fault if self._problem is not None else None

    @property
    def serving(self) -> Serving:
        """Which configuration `config` is, once it is loaded. BUILT_IN with a `problem`: nothing of the
        person's own is in force."""
        return self._serving

    def subscribe(self, listener: Callable[[Config], None]) -> Callable[[], None]:
        """Calls the listener after every change. Returns what ends that."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def load(self) -> Config:
        """Reads the file at once. Never raises: what is wrong is in `problem`; the last good copy serves.

        What is wrong at the first load is for the caller to say: the log has it for the record only.
        """
        seen = _signature(self.path)
        self._take(self._look(), seen)
        return self.config

    def poll(self) -> bool:
        """Takes over an outside edit, if there was one; cheap enough for once a second. True if so.

        It takes two polls: a file that still changes from one to the next is being written.
        """
        if self._config is None:
            self.load()
            return True
        now = _signature(self.path)
        before, self._last_poll = self._last_poll, now
        if now == self._seen or now != before:
            return False
        found = self._look()
        if _signature(self.path) != now:
            return False
        self._take(found, now)
        return True

    def save_models(self, models: Sequence[ModelMapping]) -> None:
        """Replaces all mappings. Raises `ConfigError`; then nothing was written. So do all edits."""
        self._edit(lambda: config_edit.save_models(models))

    def save_provider(self, provider: Provider, replaces: str | None) -> None:
        """Adds a provider, or puts it in the place of `replaces`; routes follow a new name."""
        self._edit(lambda: config_edit.save_provider(provider, replaces))

    def remove_provider(self, name: str) -> None:
        """Refused while routes use it, naming them."""
        self._edit(lambda: config_edit.remove_provider(name))

    def save_settings(self, values: Mapping[str, Any]) -> None:
        """values: key of `SETTINGS` -> value."""
        self._edit(lambda: config_edit.save_settings(values))

    def add_key(self, key: LocalKey) -> None:
        self._edit(lambda: config_edit.add_key(key))

    def change_key(self, key: LocalKey) -> None:
        self._edit(lambda: config_edit.change_key(key))

    def revoke_key(self, name: str) -> None:
        self._edit(lambda: config_edit.revoke_key(name))

    def import_text(self, text: str) -> Path | None:
        """Puts a whole configuration in the file's place. Returns the old file's backup, if there was one.

        Works on a broken file too. Raises `ConfigError` if the text cannot be used.
        """
        data, _ = parse_text(text, self._kinds)
        if not data:
            raise ConfigError("", "the text is empty; write 'version = 1' into it to begin anew")
        with self._locked():
            self._check_writable()
            backup = self._back_up(datetime.now().strftime("%Y-%m-%d.%H%M%S"))
            self._write(text.encode())
            self._had_file = True
        self.load()
        return backup

    def _edit(self, make: Callable[[], Edit]) -> None:
        try:
            edit = make()
        except TypeError as error:
            raise ConfigError("", f"the file cannot hold this: {error}") from None
        if self._config is None:
            self.load()
        with self._locked():
            for _ in range(_TRIES):
                if self._edit_once(edit):
                    break
            else:
                raise ConfigError("", f"{self.path} is being changed by another program; try again")
        self.load()

    def _edit_once(self, edit: Edit) -> bool:
        """Applies an edit to the file as it is now; False if it changed meanwhile. Call it under the lock."""
        try:
            file, current = self._read()
        except ConfigError as error:
            raise ConfigError(
                "", f"{self.path} is broken and was not changed; mend it first ({error})"
            ) from None
        if file.signature is None and self._had_file:
            raise ConfigError("", f"{self.path} is gone; put it back, or restart Scrubroom to begin anew")
        if file.signature is not None and not current.data and self._has_content:
            raise ConfigError("", f"{self.path} is empty; put its content back, or {_ANEW}")
        edited = edit(current)
        if edited.text == current.text:
            return True
        text = _not_empty(edited.text)
        _, config = parse_text(text, self._kinds)
        if config != edited.config:
            raise ConfigError(
                "", f"{self.path} is written in a way that Scrubroom cannot change safely; change it by hand"
            )
        if _signature(self.path) != file.signature:
            return False
        if file.text != current.text:
            self._back_up(_OLD_VERSION)
        self._write(file.encode(text))
        return True

    def _look(self) -> tuple[FileText, Current] | ConfigError:
        try:
            return self._read()
        except ConfigError as error:
            return error

    def _take(self, found: tuple[FileText, Current] | ConfigError, seen: Signature | None) -> None:
        """Takes over what was found in the file, or says why not."""
        self._seen = self._last_poll = seen
        if isinstance(found, ConfigError):
            self._fall_back(f"{self.path}: {found}.", "mend it")
            return
        file, current = found
        self._seen = self._last_poll = file.signature
        if file.signature is None and self._config is not None and self._had_file:
            self._fall_back(f"{self.path} is gone.", "put the file back, or restart")
            return
        if file.signature is not None and not current.data and self._replaces_content():
            self._fall_back(f"{self.path} is empty.", f"put its content back, or {_ANEW}")
            return
        problem = self._write_migrated(file, current.text) if current.text != file.text else None
        self._fault = problem
        self._has_content = _with_content(current)
        self._serving = Serving.FILE if file.signature is not None else Serving.BUILT_IN
        if file.signature is not None:
            self._had_file = True
            self._keep(current.text)
        self._adopt(current.config, problem)

    def _fall_back(self, why: str, what_to_do: str) -> None:
        """Leaves the file as it is; what served before serves on, after a start the last good copy."""
        self._had_file = True
        self._fault = why
        config = self._config
        if config is None:
            kept = self._load_last_good()
            self._has_content = kept is not None and _with_content(kept)
            config = kept.config if kept is not None else default_config()
            self._serving = Serving.LAST_GOOD if kept is not None else Serving.BUILT_IN
        elif self._serving is Serving.FILE:
            self._serving = Serving.LAST_GOOD
        if self._serving is Serving.LAST_GOOD:
            what = f"The last good configuration is in use; {what_to_do}."
        else:
            what = (
                f"There is no earlier copy, so only the built-in demo model answers until you {what_to_do}."
            )
        self._adopt(config, f"{why} {what}")

    def _replaces_content(self) -> bool:
        """Whether an empty file now would take the place of a configuration that says something."""
        if self._config is not None:
            return self._has_content
        kept = self._load_last_good()
        return kept is not None and _with_content(kept)

    def _read(self) -> tuple[FileText, Current]:
        """The file as it is, and what it says in this version's terms. Raises `ConfigError`."""
        file = read_text(self.path)
        if file is None:
            return FileText(NEW_FILE, None), Current(NEW_FILE, {}, default_config())
        return file, self._understand(file.text)

    def _understand(self, text: str) -> Current:
        """What a text says in this version's terms. Raises `ConfigError`."""
        load_toml(text)
        migrated = migrate(text, self._migrations)
        data, config = parse_text(migrated, self._kinds)
        return Current(migrated, data, config)

    def _write_migrated(self, file: FileText, text: str) -> str | None:
        """Brings an old file up to date, with a backup. Returns what went wrong, as a sentence."""
        try:
            with self._locked():
                if _signature(self.path) == file.signature:
                    backup = self._back_up(_OLD_VERSION)
                    self._write(file.encode(text))
                    _log.warning("The configuration was brought up to date; the old one is in %s.", backup)
        except ConfigError as error:
            return f"The configuration is of an older version and could not be brought up to date: {error}."
        self._seen = self._last_poll = _signature(self.path)
        return None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            with file_lock(self._lock):
                yield
        except LockTimeout as error:
            raise ConfigError("", str(error)) from None
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise ConfigError("", f"{self._lock} cannot be locked: {why}") from None

    def _write(self, data: bytes) -> None:
        try:
            clear_leftovers(self.path)
            atomic_write(self.path, data)
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise ConfigError("", f"{self.path} cannot be written: {why}") from None

    def _check_writable(self) -> None:
        """Before a backup is made that would be in vain."""
        try:
            refuse_read_only(self.path)
        except OSError as error:
            raise ConfigError("", f"{self.path} cannot be written: {error.strerror}") from None

    def _back_up(self, name: str) -> Path | None:
        """A copy of the file beside it, under a name that is free. None if there is no file."""
        try:
            data = self.path.read_bytes()
            for number in range(1000):
                suffix = f".{name}.bak" if not number else f".{name}.{number}.bak"
                backup = self.path.with_name(self.path.name + suffix)
                if not backup.exists():
                    atomic_write(backup, data)
                    return backup
        except FileNotFoundError:
            return None
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise ConfigError("", f"{self.path} cannot be backed up: {why}") from None
        raise ConfigError("", f"{self.path} has a thousand backups; remove some")

    def _adopt(self, config: Config, problem: str | None) -> None:
        if config == self._config and problem == self._problem:
            return
        if problem is not None and problem != self._problem:
            _log.log(logging.WARNING if self._config is not None else logging.INFO, "%s", problem)
        self._config, self._problem = config, problem
        for listener in list(self._listeners):
            try:
                listener(config)
            except Exception as error:
                # one listener that fails must not keep the others on an old policy
                _log.error("A listener of the configuration failed: %s", describe(error))

    def _keep(self, text: str) -> None:
        """Keeps the text as the last good one."""
        try:
            if not self._last_good.exists() or self._last_good.read_bytes() != text.encode():
                atomic_write(self._last_good, text.encode())
        except OSError as error:
            _log.warning("The last good configuration could not be kept: %s", error.strerror)

    def _load_last_good(self) -> Current | None:
        """The last good copy; None if there is none that can be used."""
        try:
            kept = read_text(self._last_good)
            return self._understand(kept.text) if kept is not None else None
        except ConfigError:
            _log.warning("The last good configuration cannot be used either.")
            return None


def _with_content(current: Current) -> bool:
    """Whether it would be a loss if the file were empty."""
    return any(key != "version" for key in current.data)


def _not_empty(text: str) -> str:
    """The text; with a version if an edit has left nothing else, lest it look like a file cut short."""
    return text if load_toml(text) else f"{text.rstrip()}\nversion = 1\n".lstrip()


def _signature(path: Path) -> Signature | None:
    """None also where the file cannot be seen; reading it then says why."""
    try:
        return signature(path)
    except OSError:
        return None
