"""What Claude Code's settings were before they were connected, on disk before anything is changed.

Owns the journal's form. It holds the old file, so it is for its owner alone; of the values that we have
written it holds hashes, not the key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.files import atomic_write

_VERSION = 1
_REMEMBERED = 16


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def value_digest(raw: str) -> str:
    """The digest of a JSON text's value, however it is written."""
    return digest(json.dumps(json.loads(raw), sort_keys=True).encode())


@dataclass(frozen=True, slots=True)
class Journal:
    """original: the old file's bytes, None for none. written: the digest of what we have put there.

    before: key of `env` -> its old value as JSON text, None for none. ours: key -> digests of the JSON texts
    that we have ever put there, the newest first.
    """

    settings: str
    original: bytes | None
    written: str
    folder_made: bool
    env_was_there: bool
    before: Mapping[str, str | None]
    ours: Mapping[str, list[str]]

    def is_ours(self, key: str, raw: str | None) -> bool:
        """Whether a value as it stands in the file is one of those that we have written."""
        return raw is not None and value_digest(raw) in self.ours.get(key, [])

    def with_earlier(self, earlier: Journal) -> Journal:
        """This journal, which also knows what was written before; after a crash the file holds that."""
        keys = {**earlier.ours, **self.ours}
        ours = {
            key: list(dict.fromkeys([*self.ours.get(key, []), *earlier.ours.get(key, [])]))[:_REMEMBERED]
            for key in keys
        }
        return replace(self, ours=ours, before={**earlier.before, **self.before})

    def save(self, path: Path) -> None:
        """Raises OSError."""
        original = None if self.original is None else base64.b64encode(self.original).decode()
        fields = {
            "version": _VERSION,
            "settings": self.settings,
            "original": original,
            "written": self.written,
            "folder_made": self.folder_made,
            "env_was_there": self.env_was_there,
            "before": dict(self.before),
            "ours": dict(self.ours),
        }
        atomic_write(path, json.dumps(fields, indent=1).encode())

    @staticmethod
    def load(path: Path) -> Journal | None:
        """The journal; None if there is none. Raises OSError, and ValueError for what is no journal."""
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        try:
            fields: Any = json.loads(data)
            original = fields["original"]
            return Journal(
                settings=str(fields["settings"]),
                original=None if original is None else base64.b64decode(original, validate=True),
                written=str(fields["written"]),
                folder_made=bool(fields["folder_made"]),
                env_was_there=bool(fields["env_was_there"]),
                before={str(key): value for key, value in fields["before"].items()},
                ours={str(key): list(values) for key, values in fields["ours"].items()},
            )
        except (KeyError, TypeError, AttributeError, binascii.Error) as error:
            raise ValueError("not a journal") from error
