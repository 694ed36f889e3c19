"""The Keys page: the local keys that clients of the proxy send, what each may do, and its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from proxy_core.config import Config, LocalKey, is_loopback
from ui.models.local_keys import KeyDraft, KeysModel, check, draft_of
from ui.pages.key_dialog import KeyDialog
from ui.pages.key_form import KeyForm
from ui.ports import KeyUse, Ports, Standing
from ui.text import tr
from ui.widgets.basics import button, label
from ui.widgets.confirm import confirm
from ui.widgets.empty_state import EmptyState
from ui.widgets.page import LIST_HEAD, LIST_WIDTH, Page, overhanging
from ui.widgets.rows import RowList
from ui.widgets.save_bar import SaveBar

_REFRESH_MS = 5000
_NO_USE = KeyUse()


class KeysPage(Page):
    """Edits of a key are kept while another one is looked at."""

    def __init__(self, ports: Ports, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(tr("Keys"), tr("Local keys: who may use this proxy, for what and how much."))
        self._ports = ports
        self._now = now
        self._drafts: dict[str, KeyDraft] = {}
        self._shown: str | None = None
        self._refused: str | None = None
        self._filling = False  # the list is being filled: a choice in it is not a person's
        self._stands: Standing | None = None
        self.dialog: KeyDialog | None = None
        self.add = button(tr("Create a key"), "primary", "plus")
        self.add.clicked.connect(self.new_key)
        self.buttons.addWidget(self.add)
        self.model = KeysModel(now, self)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._build_empty())
        self.stack.addWidget(self._build_editor())
        self.content.addLayout(overhanging(self.stack), 1)
        self.list.selectionModel().currentRowChanged.connect(self._chosen)
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._ask)
        self._end = ports.subscribe_config(self._configured)
        self._configured(ports.config())

    def _build_empty(self) -> EmptyState:
        state = EmptyState(
            "keys",
            tr("No local key yet"),
            tr(
                "Any program on this computer may use the proxy now. With local keys only those that send "
                "one may, and each project can have limits, a budget and a line in the log of its own. "
                "Your providers' keys stay here: programs never see them."
            ),
        )
        self.begin = button(tr("Create the first key"), "primary", "plus")
        self.begin.clicked.connect(self.new_key)
        state.body.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignHCenter)
        return state

    def _build_editor(self) -> QWidget:
        self.list = RowList(self.model, tr("Local keys"))
        left = QVBoxLayout()
        left.setSpacing(6)
        left.setContentsMargins(0, 0, 0, 0)
        head = label(tr("Local keys"), "overline")
        head.setFixedHeight(LIST_HEAD)
        left.addWidget(head)
        left.addWidget(self.list, 1)
        holder = QWidget()
        holder.setFixedWidth(LIST_WIDTH)
        holder.setLayout(left)
        self.form = KeyForm()
        self.form.edited.connect(self._edited)
        self.form.revoking.connect(self._ask_revoke)
        self.bar = SaveBar(tr("You have unsaved changes."), tr("Save"), tr("Revert"))
        self.bar.heir = self.list
        self.bar.saved.connect(self.save)
        self.bar.reverted.connect(self.revert)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.form, 1)
        right.addWidget(self.bar)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        row.addWidget(holder)
        row.addLayout(right, 1)
        return both

    # what is shown

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def show_key(self, name: str) -> None:
        """Choose a key, if it is still there."""
        if (row := self.model.row_of(name)) >= 0:
            self.list.choose(row)

    def new_key(self) -> None:
        """Ask for what a new key needs, make it, show it."""
        self.dialog = KeyDialog(self.window(), self._ports)
        self.dialog.made.connect(self.show_key)
        self.dialog.finished.connect(self._closed)
        self.dialog.open()
        self.dialog.name.setFocus()

    def _closed(self) -> None:
        self.dialog = None

    def _ask(self) -> None:
        self._ports.standing(self._stood)

    def _stood(self, standing: Standing) -> None:
        self._stands = standing if not standing.problem else None
        self.model.set_uses(self._stands.keys if self._stands is not None else None)
        self._show_use()

    def _show_use(self) -> None:
        key = self._saved(self._shown)
        if key is not None:
            uses = self._stands.keys if self._stands is not None else None
            self.form.show_use(key, None if uses is None else uses.get(key.name, _NO_USE), self._now())

    def _chosen(self, *_: object) -> None:
        if self._filling or (row := self.list.current_row()) < 0:
            return
        self._show(self.model.name(row))

    def _show(self, name: str) -> None:
        key = self._saved(name)
        if key is None:
            return
        self._refused = self._refused if name == self._shown else None
        self._shown = name
        self.form.show_draft(self._drafts.get(name) or draft_of(key))
        self._show_use()
        self._show_state()

    def _saved(self, name: str | None) -> LocalKey | None:
        return next((one for one in self._ports.config().keys if one.name == name), None)

    # edits

    def _edited(self) -> None:
        self._refused = None
        key = self._saved(self._shown)
        if key is None:
            return
        draft = self.form.draft()
        if draft == draft_of(key):
            self._drafts.pop(key.name, None)
        else:
            self._drafts[key.name] = draft
        self._show_state()

    def _show_state(self) -> None:
        self.model.set_drafts(self._drafts)
        _, problems = check(self.form.draft(), base=self._saved(self._shown))
        self.form.show_problems(problems)
        problem = tr("Correct what is marked before you save.") if problems else None
        self.bar.show_state(self._shown in self._drafts, problem or self._refused, refused=not problems)

    def save(self) -> None:
        saved = self._saved(self._shown)
        key, _ = check(self.form.draft(), base=saved)
        if key is None or saved is None:
            return
        kept = self._drafts.pop(key.name, None)  # the saved configuration is told before the port returns
        self._refused = self._ports.change_key(key)
        if self._refused is not None and kept is not None:
            self._drafts[key.name] = kept
        self._show(key.name)

    def revert(self) -> None:
        """Back to what is saved."""
        self._refused = None
        if self._shown is not None:
            self._drafts.pop(self._shown, None)
            self._show(self._shown)

    def _ask_revoke(self) -> None:
        name = self._shown
        if name is None:
            return
        text = tr(
            "From now on its requests are refused; what is under way still ends. It cannot be taken back: "
            "whoever uses it needs a new key. What it was used for stays on record."
        )
        confirm(
            self,
            tr("Revoke '{0}'?").format(name),
            f"{text}\n\n{after}" if (after := self._after_the_last()) else text,
            tr("Revoke"),
            tr("Cancel"),
            lambda: self._revoke(name),
        )

    def _after_the_last(self) -> str:
        """What it means that no key is left, if this is the last one."""
        config = self._ports.config()
        if len(config.keys) != 1:
            return ""
        if is_loopback(config["server.host"]):
            return tr(
                "It is the last one: then any program on this computer may use the proxy without a key."
            )
        return tr("It is the last one: other machines can ask, so the proxy then lets nobody in.")

    def _revoke(self, name: str) -> None:
        self._refused = self._ports.revoke_key(name)
        if self._refused is not None:
            self.bar.show_state(True, self._refused, refused=True)
            return
        self._drafts.pop(name, None)

    def _configured(self, config: Config) -> None:
        names = [key.name for key in config.keys]
        self._drafts = {name: draft for name, draft in self._drafts.items() if name in names}
        self._filling = True
        self.model.reset(config.keys)
        if self._shown in names:
            self.show_key(str(self._shown))
        self._filling = False
        focused = self.isVisible() and self.isAncestorOf(self.window().focusWidget() or self)
        self.stack.setCurrentIndex(1 if names else 0)
        if self._shown in names:
            self._show(str(self._shown))
        elif names:
            self._shown = None
            self.list.choose(0)
            if focused and self.dialog is None:
                self.list.setFocus()
        else:
            self._shown = None
            self.bar.show_state(False)
            if focused and self.dialog is None:
                self.begin.setFocus()
        self.add.setVisible(bool(names))  # the empty page has a button of its own
