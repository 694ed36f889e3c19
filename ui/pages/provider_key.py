"""Where a provider's key comes from, and the key itself: set, replaced, deleted, never shown.

The typed key leaves its input the moment it is stored. Must not log, show or keep it.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from proxy_core.config import AUTH_KINDS
from proxy_core.secrets import SecretState
from ui.ports import Ports
from ui.text import tr
from ui.widgets.basics import button, label
from ui.widgets.card import Card
from ui.widgets.combo import Combo
from ui.widgets.confirm import confirm
from ui.widgets.field import FieldRow
from ui.widgets.pill import Pill
from ui.widgets.spinner import Spinner


def auth_words(kind: str) -> tuple[str, str]:
    """(name, explanation) of a way to authenticate."""
    return {
        "keyring": (
            tr("This computer's keyring"),
            tr("The operating system keeps the key encrypted. Scrubroom never writes it to a file."),
        ),
        "env": (
            tr("An environment variable"),
            tr("The key is read from a variable of Scrubroom's own environment."),
        ),
        "command": (
            tr("A command"),
            tr("A program prints the key, such as a password manager's command line."),
        ),
        "client": (
            tr("The client's own key"),
            tr("What the client sends is passed on. Scrubroom keeps nothing."),
        ),
        "none": (tr("No key"), tr("For local models that ask for none.")),
    }[kind]


def state_words(state: SecretState, auth: str, hint: str) -> tuple[str, str, str, str]:
    """(pill, tone, icon, sentence) for the state of a key."""
    source = {"env": tr("Set the variable, then start Scrubroom again.")}.get(
        auth, tr("Check the command; it must print the key and nothing else.")
    )
    states: Mapping[SecretState, tuple[str, str, str, str]] = {
        SecretState.SET: (tr("Key set {0}").format(hint).strip(), "ok", "check", ""),
        SecretState.MISSING: (
            tr("No key yet"),
            "warn",
            "alert",
            tr("Requests to this provider fail until it has a key.") if auth == "keyring" else source,
        ),
        SecretState.LOCKED: (
            tr("Keyring locked"),
            "warn",
            "lock",
            tr("The keyring waits for its owner. Unlock it, then try again."),
        ),
        SecretState.NO_KEYRING: _without_keyring(hint),
        SecretState.READING: (tr("Reading the keyring"), "info", "more", ""),
        SecretState.NOT_NEEDED: ("", "neutral", "", ""),
    }
    return states[state]


def _without_keyring(hint: str) -> tuple[str, str, str, str]:
    """hint: the masked key that is kept in memory; empty if there is none."""
    if hint:
        return (
            tr("Key set {0}, for this run only").format(hint),
            "warn",
            "check",
            tr(
                "This computer has no keyring, so the key is gone when Scrubroom quits. "
                "An environment variable or a command, chosen above, lasts."
            ),
        )
    return (
        tr("No keyring"),
        "warn",
        "alert",
        tr(
            "Scrubroom found no keyring on this computer, and it writes no key to a file. A key that you "
            "enter here lasts until Scrubroom quits. To keep one, choose an environment variable above."
        ),
    )


class ProviderKey(Card):
    """auth_changed: the way or its argument was edited. typed: the key's input was edited."""

    auth_changed = Signal()

    def __init__(self, ports: Ports) -> None:
        super().__init__(tr("Key"), tr("How this provider knows you."))
        self._ports = ports
        self._provider = ""  # the saved provider's name; empty while it is new
        self._pending = ""  # the provider whose key is being stored
        self.auth = Combo()
        for kind in AUTH_KINDS:
            self.auth.addItem(auth_words(kind)[0], kind)
        self.auth_row = FieldRow(tr("Where it comes from"), self.auth)
        self.argument = QLineEdit()
        self.argument.setObjectName("code")
        self.argument_row = FieldRow("", self.argument)
        self.add(self.auth_row)
        self.add(self.argument_row)
        self.add(self._build_state())
        self.auth.activated.connect(self._auth_chosen)
        self.argument.textEdited.connect(lambda _text: self.auth_changed.emit())
        self._end = ports.subscribe_secrets(self.refresh)
        self.refresh()

    def _build_state(self) -> QWidget:
        self.key = QLineEdit()
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.setAccessibleName(tr("Key"))
        self.key.textChanged.connect(lambda _text: self.refresh())
        self.key.returnPressed.connect(lambda: self.store())
        self.store_button = button(tr("Set key"))
        self.store_button.clicked.connect(lambda: self.store())
        self.delete = button(tr("Delete key"), "danger")
        self.delete.clicked.connect(self._ask_delete)
        self.retry = button(tr("Try again"), "", "refresh")
        self.retry.clicked.connect(self._ports.retry_keyring)
        self.pill = Pill()
        self.spinner = Spinner()
        self.sentence = label("", "muted", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self._state = QWidget()
        column = QVBoxLayout(self._state)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.pill)
        top.addWidget(self.spinner)
        top.addStretch(1)
        top.addWidget(self.retry)
        top.addWidget(self.delete)
        column.addLayout(top)
        column.addWidget(self.sentence)
        self._entry = QWidget()
        row = QHBoxLayout(self._entry)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.key, 1)
        row.addWidget(self.store_button)
        column.addWidget(self._entry)
        column.addWidget(self.problem)
        return self._state

    # the form

    def show_auth(self, provider: str, kind: str, argument: str) -> None:
        """provider: the saved one's name, or an empty text for a new one."""
        if provider != self._provider:
            self.key.clear()
            self.problem.hide()
        self._provider = provider
        self.auth.setCurrentIndex(self.auth.findData(kind))
        if self.argument.text() != argument:
            self.argument.setText(argument)
            self.argument.setCursorPosition(0)
        self.refresh()

    def auth_kind(self) -> str:
        return str(self.auth.currentData())

    def auth_argument(self) -> str:
        return self.argument.text().strip() if self.auth_kind() in ("env", "command") else ""

    def typed_key(self) -> str | None:
        """A key that was typed and not stored, for the connection test; None if there is none."""
        return self.key.text().strip() or None if self.auth_kind() == "keyring" else None

    def store(self, provider: str = "", key: str | None = None) -> None:
        """Store the typed key. provider and key: those of a provider that was saved only now."""
        name = provider or self._provider
        value = key or self.typed_key()
        if not name or value is None or self._pending:
            return
        self._pending = name
        self.problem.hide()
        self.refresh()
        self._ports.set_secret(name, value, lambda problem: self._done(name, problem))

    # what is shown

    def refresh(self) -> None:
        kind = self.auth_kind()
        self.auth_row.set_help(auth_words(kind)[1])
        self.argument_row.setVisible(kind in ("env", "command"))
        variable = kind == "env"
        self.argument_row.title.setText(tr("Variable") if variable else tr("Command"))
        self.argument.setAccessibleName(self.argument_row.title.text())
        self.argument.setPlaceholderText("AZURE_OPENAI_KEY" if variable else "op read op://work/azure/key")
        state = self._ports.secret_state(self._provider) if self._provider else SecretState.MISSING
        hint = self._ports.secret_hint(self._provider) if self._provider else ""
        keyring = kind == "keyring"
        self._state.setVisible(keyring or (kind in ("env", "command") and bool(self._provider)))
        pill, tone, icon, sentence = state_words(state, kind, hint)
        if keyring and not self._provider:
            sentence = tr("It is stored together with the provider.")
        self.pill.show_text(pill, tone, icon)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        busy = bool(self._pending) or (keyring and state is SecretState.READING)
        self.spinner.setVisible(busy)
        self.retry.setVisible(keyring and state is SecretState.LOCKED)
        is_set = state is SecretState.SET or (state is SecretState.NO_KEYRING and bool(hint))
        self.delete.setVisible(keyring and is_set)
        self.delete.setEnabled(not self._pending)
        takes_keys = (SecretState.SET, SecretState.MISSING, SecretState.NO_KEYRING)
        self._entry.setVisible(keyring and state in takes_keys)
        self.key.setEnabled(not self._pending)
        self.key.setPlaceholderText(tr("Paste a new key to replace it") if is_set else tr("Paste the key"))
        self.store_button.setText(tr("Replace key") if is_set else tr("Set key"))
        self.store_button.setVisible(bool(self._provider))
        self.store_button.setEnabled(bool(self.key.text().strip()) and not self._pending)

    def _auth_chosen(self) -> None:
        self.refresh()
        self.auth_changed.emit()

    def _ask_delete(self) -> None:
        name = self._provider
        confirm(
            self,
            tr("Delete the key of '{0}'?").format(name),
            tr("Scrubroom forgets it. The provider itself still knows it.")
            if self._ports.secret_state(name) is SecretState.NO_KEYRING
            else tr("It is removed from this computer's keyring. The provider itself still knows it."),
            tr("Delete key"),
            tr("Cancel"),
            lambda: self._delete(name),
        )

    def _delete(self, name: str) -> None:
        self._pending = name
        self.refresh()
        self._ports.delete_secret(name, lambda problem: self._done(name, problem))

    def _done(self, name: str, problem: str | None) -> None:
        self._pending = ""
        if name == self._provider or not self._provider:
            if problem is None:
                self.key.clear()
            self.problem.setText(problem or "")
            self.problem.setVisible(bool(problem))
        self.refresh()
