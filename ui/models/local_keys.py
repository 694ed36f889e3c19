"""Local keys as they are listed and edited: a list model, a draft, and how a draft becomes a `LocalKey`.

Owns the check of a key's form. It asks `proxy_core.config`, so that the form and the file agree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from proxy_core.config import LocalKey, name_problem
from ui.ports import KeyUse
from ui.text import tr
from ui.widgets.rows import ICON, SUBTITLE, TONE

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
#: no key may do more than this: it keeps typing errors from looking like limits
_MOST = 1_000_000_000
#: a key that was not used for so long is worth a look
IDLE_DAYS = 90


@dataclass(frozen=True, slots=True)
class Scope:
    """What a key may do. name: on the wire."""

    name: str
    label: str
    help: str


def scopes() -> tuple[Scope, ...]:
    """Every scope that the proxy knows, the usual one first."""
    return (
        Scope("ai:chat", tr("Ask models"), tr("Send messages and count tokens. Claude Code needs this one.")),
        Scope(
            "control:read", tr("Read usage"), tr("And the audit trail: for reports. Metadata only, no texts.")
        ),
        Scope("debug", tr("See the routing"), tr("Answers then tell which provider was tried, and why.")),
    )


@dataclass(frozen=True, slots=True)
class KeyDraft:
    """A key's form: limits are texts as they were typed, empty for none of its own."""

    name: str = ""
    scopes: tuple[str, ...] = ("ai:chat",)
    rpm: str = ""
    daily: str = ""
    budget: str = ""


def draft_of(key: LocalKey) -> KeyDraft:
    """The form's values for a key that exists."""
    return KeyDraft(
        key.name, tuple(sorted(key.scopes)), _shown(key.rpm), _shown(key.daily), _shown(key.budget_usd)
    )


def check(
    draft: KeyDraft, taken: Collection[str] = (), base: LocalKey | None = None
) -> tuple[LocalKey | None, dict[str, str]]:
    """The key, or what is wrong by input: `name`, `scopes`, `rpm`, `daily`, `budget`.

    base: the key that is edited, which keeps all that no form shows. taken: names that others have.
    """
    problems: dict[str, str] = {}
    if problem := name_problem(draft.name):
        problems["name"] = tr("The name {0}.").format(problem)
    elif draft.name in taken:
        problems["name"] = tr("Another key has this name.")
    if not draft.scopes:
        problems["scopes"] = tr("A key that may do nothing is of no use. To stop it, revoke it.")
    rpm = _whole(draft.rpm, "rpm", problems)
    daily = _whole(draft.daily, "daily", problems)
    budget = _amount(draft.budget, problems)
    if problems:
        return None, problems
    made = base or LocalKey(draft.name, "", "")
    kept = made.scopes if set(made.scopes) == set(draft.scopes) else draft.scopes
    return replace(made, scopes=kept, rpm=rpm, daily=daily, budget_usd=budget), {}


def money(value: float) -> str:
    """US dollars for people: cents, and for less than one of them hundredths of a cent."""
    return f"${value:,.4f}" if 0 < value < 0.01 else f"${value:,.2f}"


def ago(then: datetime | None, now: datetime) -> str:
    """How long ago something was, in words that grow coarser; aware times."""
    if then is None:
        return tr("never used")
    seconds = (now - then).total_seconds()
    if seconds < 60:
        return tr("used just now")
    if seconds < 3600:
        return tr("used {0} min ago").format(int(seconds // 60))
    if seconds < 86400:
        return tr("used {0} h ago").format(int(seconds // 3600))
    days = int(seconds // 86400)
    return tr("used yesterday") if days == 1 else tr("used {0} days ago").format(days)


class KeysModel(QAbstractListModel):
    """The keys with when each was used; `set_uses` fills that in when it is known."""

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._rows: tuple[LocalKey, ...] = ()
        self._uses: Mapping[str, KeyUse] | None = None
        self._edited: frozenset[str] = frozenset()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        key = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return key.name
        if role in (SUBTITLE, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self._words(key)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{key.name}\n{self._words(key)}"
        idle = self._idle(key)
        if role == ICON:
            return "alert" if idle else None
        return "warn" if role == TONE and idle else None

    def reset(self, keys: Sequence[LocalKey]) -> None:
        self.beginResetModel()
        self._rows = tuple(keys)
        self.endResetModel()

    def set_uses(self, uses: Mapping[str, KeyUse] | None) -> None:
        """None: not known."""
        self._uses = uses
        self._refresh()

    def set_drafts(self, edited: Collection[str]) -> None:
        """Mark keys with edits that are not saved."""
        if frozenset(edited) != self._edited:
            self._edited = frozenset(edited)
            self._refresh()

    def name(self, row: int) -> str:
        return self._rows[row].name

    def row_of(self, name: str) -> int:
        """-1 if there is none of this name."""
        return next((row for row, one in enumerate(self._rows) if one.name == name), -1)

    def _refresh(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0))

    def _words(self, key: LocalKey) -> str:
        words = [tr("edited")] if key.name in self._edited else []
        words.append(f"…{key.last_four}" if key.last_four else tr("no last characters"))
        if self._uses is not None:
            words.append(ago(self._use(key).last_used, self._now()))
        return " · ".join(words)

    def _use(self, key: LocalKey) -> KeyUse:
        return (self._uses or {}).get(key.name, KeyUse())

    def _idle(self, key: LocalKey) -> bool:
        used = self._use(key).last_used
        return used is not None and (self._now() - used).days >= IDLE_DAYS


def _shown(value: float | None) -> str:
    return "" if value is None else str(int(value) if value == int(value) else value)


def _whole(text: str, key: str, problems: dict[str, str]) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) > _MOST:
        problems[key] = tr("Enter a whole number, or nothing for no limit of its own.")
        return None
    return int(text)


def _amount(text: str, problems: dict[str, str]) -> float | None:
    text = text.strip().removeprefix("$")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= _MOST or not math.isfinite(value):
        problems["budget"] = tr("Enter an amount in US dollars, or nothing for no budget of its own.")
        return None
    return value
