"""The list of providers with the state of each one's key and agreement, in words and as a mark."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from proxy_core.config import Provider
from proxy_core.providers.base import Field
from proxy_core.secrets import SecretState
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
    if provider.local or provider.baa.status == "local":
        return _tr("stays on this machine"), "ok"
    if provider.baa.status != "signed":
        return _tr("no agreement"), "warn"
    until = provider.baa.expires_on
    if until is None:
        return _tr("covered"), "ok"
    if today > until:
        return _tr("agreement expired"), "danger"
    return _tr("covered until {0}").format(until.isoformat()), "ok"


def key_problem(provider: Provider, state: SecretState) -> str:
    """A few words if the key is what keeps a provider from answering, else an empty text."""
    if provider.auth.kind in ("none", "client"):
        return ""
    words = {
        SecretState.MISSING: _tr("no key"),
        SecretState.LOCKED: _tr("keyring locked"),
        SecretState.NO_KEYRING: _tr("no keyring"),
    }
    return words.get(state, "")


def _tr(text: str) -> str:
    return QCoreApplication.translate("providers", text)


class ProvidersModel(QAbstractListModel):
    """secret_state and today are asked when a row is shown, so that the list never tells an old state."""

    def __init__(
        self,
        kinds: Mapping[str, Kind],
        secret_state: Callable[[str], SecretState],
        today: Callable[[], date],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._kinds = kinds
        self._secret_state = secret_state
        self._today = today
        self._rows: tuple[Provider, ...] = ()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        provider = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return provider.name
        words, tone = self._state(provider)
        if role == SUBTITLE:
            return f"{self._kind_label(provider)} · {words}"
        if role == ICON:
            return {"ok": "shield", "warn": "alert", "danger": "alert"}[tone]
        if role == TONE:
            return tone
        if role == Qt.ItemDataRole.ToolTipRole or role == Qt.ItemDataRole.AccessibleDescriptionRole:
            lines = (provider.name, f"{self._kind_label(provider)} · {words}", provider.base_url)
            return "\n".join(filter(None, lines))
        return None

    def reset(self, providers: Sequence[Provider]) -> None:
        self.beginResetModel()
        self._rows = tuple(providers)
        self.endResetModel()

    def refresh(self) -> None:
        """The states may have changed."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0))

    def provider(self, row: int) -> Provider:
        return self._rows[row]

    def row_of(self, name: str) -> int:
        """-1 if there is none of this name."""
        return next((row for row, one in enumerate(self._rows) if one.name == name), -1)

    def _kind_label(self, provider: Provider) -> str:
        kind = self._kinds.get(provider.kind)
        return kind.label if kind else provider.kind

    def _state(self, provider: Provider) -> tuple[str, str]:
        if problem := key_problem(provider, self._secret_state(provider.name)):
            return problem, "danger"
        return coverage(provider, self._today())
