"""Old configuration files, brought up to the version that this program reads.

Owns the steps, one for each version, and their order. A step gets the tomlkit document of one version and
changes it in place into the next; comments stay. Reads and writes no file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping

import tomlkit

from proxy_core.config import VERSION, ConfigError

Migration = Callable[[tomlkit.TOMLDocument], None]

#: version -> the step from it to the next one. Version 1 is the first.
MIGRATIONS: Mapping[int, Migration] = {}


def outdated(version: object, target: int = VERSION) -> bool:
    """Whether a file of that version must be migrated; nonsense is left to the validation."""
    return isinstance(version, int) and not isinstance(version, bool) and version < target


def migrate(text: str, steps: Mapping[int, Migration] = MIGRATIONS, target: int = VERSION) -> str:
    """The text in the target version; the same text if it needs nothing. text: valid TOML.

    Raises `ConfigError` if no step leads on from its version.
    """
    version: object = tomllib.loads(text).get("version", target)
    if not outdated(version, target):
        return text
    document = tomlkit.parse(text)
    for number in range(int(str(version)), target):
        step = steps.get(number)
        if step is None:
            raise ConfigError("version", f"is {number}, which this Scrubroom no longer reads")
        step(document)
        document["version"] = number + 1
    return tomlkit.dumps(document)
