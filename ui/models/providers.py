"""The list of providers with the state of each one's key and agreement, in words and as a mark."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Protocol

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from proxy_core.config import Provider
from proxy_core.providers.base import Field
from proxy_core.secrets import SecretState
from ui.models.agreements import agreement
from ui.ports import Health
from ui.text import tr
from ui.widgets.rows import ICON, SUBTITLE, TONE

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Kind(Protocol):
    """What the window reads of a provider kind; `proxy_core.providers.KINDS` holds such."""

    @property
    def kind(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def help(self) -> str: ...

    @property
    def fields(self) -> tuple[Field, ...]: ...

    @property
    def default_auth(self) -> str: ...


def coverage(provider: Provider, today: date) -> tuple[str, str]:
    """(a few words, tone): whether PHI may go to a provider."""
    stands = agreement(provider, today)
    return stands.words, stands.tone


def key_problem(provider: Provider, state: SecretState) -> str:
    """A few words if the key is what keeps a provider from answering, else an empty text."""
    if provider.auth.kind in ("none", "client"):
        return ""
    words = {
        SecretState.MISSING: tr("no key"),
        SecretState.LOCKED: tr("keyring locked"),
        SecretState.NO_KEYRING: tr("no keyring"),
    }
    return words.get(state, "")


def trouble(health: Health) -> str:
    """A few words if a provider fails just now, else an empty text."""
    return tr("fails, others are asked first") if health.passed_over else ""


def trouble_told(health: Health) -> str:
    """The same as a sentence that says what happens next."""
    if not health.passed_over:
        return ""
    again = (
        tr("in {0} s").format(round(health.again_s)) if health.again_s >= 1 else tr("with the next request")
    )
    return tr("{0} failures in a row, the last one {1}. It is tried again {2}.").format(
        health.failures, health.code, again
    )


class ProvidersModel(QAbstractListModel):
    """secret_state, health and today are asked when a row is shown: the list never tells an old state."""

    def __init__(
        self,
        kinds: Mapping[str, Kind],
        secret_state: Callable[[str], SecretState],
        health: Callable[[str], Health],
        today: Callable[[], date],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._kinds = kinds
        self._secret_state = secret_state
        self._health = health
        self._today = today
        self._rows: tuple[Provider, ...] = ()
        self._new = False
        self._edited: frozenset[str] = frozenset()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows) + self._new

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if index.row() == len(self._rows):
            return self._new_data(role)
        provider = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return provider.name
        words, tone = self._state(provider)
        if role == SUBTITLE:
            edited = tr("edited") + " · " if provider.name in self._edited else ""
            return f"{edited}{words}"
        if role == ICON:
            return {"ok": "shield", "warn": "alert", "danger": "alert"}[tone]
        if role == TONE:
            return tone
        if role == Qt.ItemDataRole.ToolTipRole or role == Qt.ItemDataRole.AccessibleDescriptionRole:
            told = trouble_told(self._health(provider.name))
            lines = (provider.name, f"{self._kind_label(provider)} · {words}", told, provider.base_url)
            return "\n".join(filter(None, lines))
        return None

    @staticmethod
    def _new_data(role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return tr("New provider")
        return tr("not saved yet") if role == SUBTITLE else None

    def reset(self, providers: Sequence[Provider]) -> None:
        self.beginResetModel()
        self._rows = tuple(providers)
        self.endResetModel()

    def set_drafts(self, edited: Collection[str], new: bool) -> None:
        """Mark providers with edits that are not saved; new: one more row for a provider not saved yet."""
        if new != self._new:
            at = len(self._rows)
            if new:
                self.beginInsertRows(_ROOT, at, at)
            else:
                self.beginRemoveRows(_ROOT, at, at)
            self._new = new
            if new:
                self.endInsertRows()
            else:
                self.endRemoveRows()
        if frozenset(edited) != self._edited:
            self._edited = frozenset(edited)
            self.refresh()

    def refresh(self) -> None:
        """The states may have changed."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0))

    def name(self, row: int) -> str:
        """The provider of a row; an empty text for the one that is not saved yet."""
        return self._rows[row].name if row < len(self._rows) else ""

    def row_of(self, name: str) -> int:
        """-1 if there is none of this name. An empty name is the provider that is not saved yet."""
        if not name:
            return len(self._rows) if self._new else -1
        return next((row for row, one in enumerate(self._rows) if one.name == name), -1)

    def _kind_label(self, provider: Provider) -> str:
        kind = self._kinds.get(provider.kind)
        return kind.label if kind else provider.kind

    def _state(self, provider: Provider) -> tuple[str, str]:
        if problem := key_problem(provider, self._secret_state(provider.name)):
            return problem, "danger"
        if problem := trouble(self._health(provider.name)):
            return problem, "danger"
        return coverage(provider, self._today())
