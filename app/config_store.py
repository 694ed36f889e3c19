"""The configuration file: loaded, watched and changed without ever losing anything of it.

Owns the rule of the house: a broken file is left as it is while the last good copy serves, also after a
restart; an edit starts from the file as it is on disk at that moment, keeps the user's comments, is checked
before it is written, and replaces the file at once or not at all. All methods are for one thread; other
processes are kept apart by a lock.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from app import config_edit
from app.config_edit import NEW_FILE, Current, Edit
from app.config_file import FileText, load_toml, parse_text, read_text
from app.config_migrate import MIGRATIONS, Migration, migrate
from app.files import LockTimeout, Signature, atomic_write, clear_leftovers, file_lock, fingerprint, signature
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
        self._seen: Signature | None = None
        self._had_file = False

    @property
    def config(self) -> Config:
        """The last good configuration; loads it if need be."""
        return self._config if self._config is not None else self.load()

    @property
    def problem(self) -> str | None:
        """Why the file cannot be used and the last good copy serves, as sentences; None if all is well."""
        return self._problem

    def subscribe(self, listener: Callable[[Config], None]) -> Callable[[], None]:
        """Calls the listener after every change. Returns what ends that."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def load(self) -> Config:
        """Reads the file. Never raises: what is wrong is in `problem`, and the last good copy serves."""
        seen = _signature(self.path)
        try:
            file, current = self._read()
        except ConfigError as error:
            self._seen = seen
            self._adopt(
                self._config or self._load_last_good(),
                f"{self.path}: {error}. The last good configuration is in use; mend the file.",
            )
            return self.config
        self._seen = file.signature
        if file.signature is None and self._config is not None and self._had_file:
            gone = (
                f"{self.path} is gone. The last good configuration is in use; put the file back, or restart."
            )
            self._adopt(self._config, gone)
            return self._config
        problem = self._write_migrated(file, current.text) if current.text != file.text else None
        if file.signature is not None:
            self._had_file = True
            self._keep(current.text)
        self._adopt(current.config, problem)
        return current.config

    def poll(self) -> bool:
        """Takes over an outside edit, if there was one; cheap enough for once a second. True if so."""
        if self._config is not None and _signature(self.path) == self._seen:
            return False
        self.load()
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

    def revoke_key(self, name: str) -> None:
        self._edit(lambda: config_edit.revoke_key(name))

    def import_text(self, text: str) -> Path | None:
        """Puts a whole configuration in the file's place. Returns the old file's backup, if there was one.

        Works on a broken file too. Raises `ConfigError` if the text cannot be used.
        """
        parse_text(text, self._kinds)
        with self._locked():
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
        self.poll()
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
        edited = edit(current)
        if edited.text == current.text:
            return True
        _, config = parse_text(edited.text, self._kinds)
        if config != edited.config:
            raise ConfigError(
                "", f"{self.path} is written in a way that Scrubroom cannot change safely; change it by hand"
            )
        if _signature(self.path) != file.signature:
            return False
        if file.text != current.text:
            self._back_up(_OLD_VERSION)
        self._write(file.encode(edited.text))
        return True

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
        self._seen = _signature(self.path)
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
            _log.warning("%s", problem)
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

    def _load_last_good(self) -> Config:
        """The last good copy; the built-in demo if there is none, which sends nothing anywhere."""
        try:
            kept = read_text(self._last_good)
            return self._understand(kept.text).config if kept is not None else default_config()
        except ConfigError:
            _log.warning("The last good configuration cannot be used either.")
            return default_config()


def _signature(path: Path) -> Signature | None:
    """None also where the file cannot be seen; reading it then says why."""
    try:
        return signature(path)
    except OSError:
        return None
