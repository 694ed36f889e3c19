"""What a person has decided about `.phiallow` files: which exact content of which file may count.

A decision is bound to the file's resolved path and the digest of its bytes; when either changes there is
none. Kept beside the program's other state, without any of the content. A file of decisions that cannot be
read means that nothing was decided.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from app.files import Signature, atomic_write, file_lock, signature

_log = logging.getLogger("scrubroom.phiallow")
_MOST = 1000
_LARGEST = 1024 * 1024


class Decision(Enum):
    TRUSTED = "trusted"
    IGNORED = "ignored"


class TrustStore:
    """path: the file of decisions. Other processes may change it: `poll` notices."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: Signature | None = None
        self._decisions: dict[str, tuple[str, Decision]] = {}
        self.poll(first=True)

    def decision(self, file: Path, digest: str) -> Decision | None:
        """What was decided about this content of this file; None if nothing was."""
        known = self._decisions.get(str(file))
        return known[1] if known is not None and known[0] == digest else None

    def files(self) -> Mapping[Path, tuple[str, Decision]]:
        """Every file about which something was decided: the digest and what."""
        return {Path(path): known for path, known in self._decisions.items()}

    def decide(self, file: Path, digest: str, decision: Decision | None) -> None:
        """None takes a decision back. Raises OSError."""
        with file_lock(self._path.with_suffix(".lock")):
            decisions = self._read()
            decisions.pop(str(file), None)
            if decision is not None:
                decisions[str(file)] = (digest, decision)
            newest = list(decisions.items())[-_MOST:]
            files = {path: {"digest": known[0], "decision": known[1].value} for path, known in newest}
            atomic_write(self._path, json.dumps({"version": 1, "files": files}, indent=1).encode())
        self._decisions = dict(newest)
        self._seen = self._signature()

    def poll(self, *, first: bool = False) -> bool:
        """Takes over what another process has decided. True if something may have changed."""
        now = self._signature()
        if now == self._seen and not first:
            return False
        self._seen = now
        self._decisions = self._read()
        return True

    def _signature(self) -> Signature | None:
        try:
            return signature(self._path)
        except OSError:
            return None

    def _read(self) -> dict[str, tuple[str, Decision]]:
        try:
            with self._path.open("rb") as stream:
                return _decoded(json.loads(stream.read(_LARGEST)))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            _log.warning("%s cannot be read (%s): no .phiallow counts.", self._path, type(error).__name__)
            return {}


def _decoded(value: Any) -> dict[str, tuple[str, Decision]]:
    return {
        str(path): (str(known["digest"]), Decision(known["decision"]))
        for path, known in value["files"].items()
    }
