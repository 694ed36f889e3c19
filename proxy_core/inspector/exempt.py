"""Which strings of a request are not checked for PHI, and why: found by watching the one walk there is.

Owns no rule of its own: a string that `text_fields.walk` never shows to its visitor is exempt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from proxy_core.privacy.text_fields import EXEMPTIONS, looks_like, walk

_OTHER = "not checked"


class Checked:
    """The strings of a request that are checked, known by their identity; the request must live on."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._seen: set[int] = set()
        walk(body, self)

    def __contains__(self, text: str) -> bool:
        return id(text) in self._seen

    # what the walk asks of a visitor

    def text(self, text: str, path: object, key: str, siblings: object) -> str:
        self._seen.add(id(text))
        return text

    def number(self, value: int, path: object, key: str, siblings: object) -> int:
        return value

    def clean(self, name: str, index: int, parts: object) -> tuple[int, int, int]:
        """Nothing is known yet: every part is walked."""
        return 0, 0, 0

    def enter(self) -> None:
        """Every part is walked."""

    def leave(self, name: str, index: int, value: Any, scanned: int, exempt: int) -> None:
        """Nothing is remembered."""


def reasons(body: Mapping[str, Any], checked: Checked) -> Iterator[str]:
    """Why, for each string that is not checked."""
    yield from _reasons(body, ("body",), "", checked)


def _reasons(value: Any, where: tuple[str, ...], key: str, checked: Checked) -> Iterator[str]:
    """where: what the object around it may be called in the table: by its place, by its type."""
    if isinstance(value, str):
        if value not in checked:
            yield _reason(where, key, value)
    elif isinstance(value, dict):
        inside = where if not key else (key, str(value.get("type", "")))
        for name, item in value.items():
            yield from _reasons(item, inside, name, checked)
    elif isinstance(value, list):
        for item in value:
            yield from _reasons(item, where, key, checked)


def _reason(where: tuple[str, ...], key: str, text: str) -> str:
    """The row of its own kind of object before one for any."""
    rows = [row for row in EXEMPTIONS if row.key == key and looks_like(row.kept, text)]
    own = [row for row in rows if row.where in where] or rows
    return own[0].reason if own else _OTHER
