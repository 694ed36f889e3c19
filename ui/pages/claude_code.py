"""The Claude Code page: how to connect it, and whether it is connected."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from proxy_core.config import DEMO, Config
from proxy_core.journal.entry import Entry
from ui.connect_lines import CONNECT, CREATE_KEY, DISCONNECT, RUN, powershell_lines, shell_lines
from ui.ports import Ports, ProxyStatus
from ui.text import tr
from ui.widgets.basics import IconLabel, button, label
from ui.widgets.card import Card
from ui.widgets.chips import Segments
from ui.widgets.code_block import CodeBlock
from ui.widgets.page import Page, overhanging, scrolled

#: how Claude Code names itself in User-Agent
CLIENT = "claude-cli/"
_REFRESH_MS = 1000


class Step(QWidget):
    """One line of the check list: a mark, what it is, how it stands, and what to do."""

    def __init__(self, title: str, action: str) -> None:
        super().__init__()
        self.mark = IconLabel("more", "neutral", 20)
        self.title = label(title, "strong")
        self.text = label("", "muted", wrap=True)
        self.action = button(action)
        self.action.hide()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self.mark)
        row.addLayout(words, 1)
        row.addWidget(self.action)

    def say(self, done: bool, text: str, *, waiting: bool = False) -> None:
        """waiting: there is nothing to press, only to wait for."""
        self.mark.set_icon(
            "check" if done else "more" if waiting else "alert",
            "ok" if done else "neutral" if waiting else "warn",
        )
        self.text.setText(text)
        self.setAccessibleName(f"{self.title.text()}: {text}")
        self.action.setVisible(not done and not waiting)


class ClaudeCodePage(Page):
    """page_wanted: the name of the page where the next step is taken."""

    page_wanted = Signal(str)

    def __init__(self, ports: Ports) -> None:
        super().__init__(tr("Claude Code"), tr("Send what Claude Code sends through Scrubroom first."))
        self._ports = ports
        self._last: Entry | None = None
        self._config = ports.config()
        for entry in ports.entries():
            self._seen(entry)
        column = QVBoxLayout()
        column.setSpacing(16)
        for card in (self._status_card(), self._run_card(), self._by_hand_card(), self._connect_card()):
            column.addWidget(card)
        column.addStretch(1)
        self.content.addLayout(overhanging(scrolled(column, gutter=True)), 1)
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._show_seen)
        self._ends = (
            ports.subscribe_status(self._status),
            ports.subscribe_config(self._configured),
            ports.subscribe_entries(self._seen),
        )
        self._configured(self._config)

    # building

    def _status_card(self) -> Card:
        card = Card(tr("Status"))
        self.proxy = Step(tr("Proxy"), tr("Turn it on"))
        self.provider = Step(tr("Models"), tr("Map the models"))
        self.seen = Step(tr("Claude Code"), "")
        self.proxy.action.clicked.connect(self._ports.start)
        self.provider.action.clicked.connect(lambda: self.page_wanted.emit("models"))
        for step in (self.proxy, self.provider, self.seen):
            card.add(step)
        return card

    def _run_card(self) -> Card:
        card = Card(
            tr("Run it through Scrubroom"),
            tr("Starts Claude Code with the right environment and touches no file of yours. Recommended."),
        )
        self.run = self._command(RUN, tr("Command"))
        card.add(self.run)
        return card

    def _by_hand_card(self) -> Card:
        card = Card(tr("Set the environment by hand"), tr("For one shell: paste these, then run claude."))
        self.shell = Segments([("bash", "bash, zsh"), ("powershell", "PowerShell")], tr("Shell"))
        self.shell.set_value("bash")
        self.shell.changed.connect(lambda _="": self._show_lines())
        card.corner.addWidget(self.shell)
        self.lines = CodeBlock("", name=tr("Environment variables"), tip=tr("Copy"))
        card.add(self.lines)
        self.key_note = label("", "muted", wrap=True)
        card.add(self.key_note)
        self.key_command = self._command(CREATE_KEY, tr("Command"))
        card.add(self.key_command)
        return card

    def _connect_card(self) -> Card:
        card = Card(
            tr("Connect it for good"),
            tr("Writes the address into Claude Code's own settings, for every start of it."),
        )
        self.connect_command = self._command(CONNECT, tr("Command to connect"))
        card.add(self.connect_command)
        card.add(label(tr("To put the settings back exactly as they were:"), "muted", wrap=True))
        self.disconnect_command = self._command(DISCONNECT, tr("Command to disconnect"))
        card.add(self.disconnect_command)
        return card

    def _command(self, arguments: str, name: str) -> CodeBlock:
        return CodeBlock(f"{self._ports.program()} {arguments}", name=name, tip=tr("Copy"))

    # what is shown

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_seen()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def _status(self, status: ProxyStatus) -> None:
        on = bool(status.url)
        where = tr("It listens on {0}.").format(status.url)
        self.proxy.say(on, where if on else status.message or tr("It is off."))
        self._show_lines()

    def _configured(self, config: Config) -> None:
        self._config = config
        used = {route.provider for mapping in config.models for route in mapping.routes}
        real = sorted(used - {DEMO.name})
        if real:
            self.provider.say(True, tr("Routes lead to {0}.").format(", ".join(real[:5])))
        elif used:
            self.provider.say(False, tr("Only the built-in demo answers. Map the models to a provider."))
        else:
            self.provider.say(False, tr("No model is mapped, so every request is refused."))
        needs = bool(config.keys)
        self.key_note.setText(
            tr("Put one of your local keys in place of YOUR_LOCAL_KEY. This command makes a new one:")
            if needs
            else tr(
                "Any program on this computer may use the proxy. To ask each one for a local key, make one:"
            )
        )
        self._status(self._ports.status())

    def _show_lines(self) -> None:
        lines = shell_lines if self.shell.value() == "bash" else powershell_lines
        self.lines.set_text(lines(self._ports.status().url, bool(self._config.keys)))

    def _seen(self, entry: Entry) -> None:
        if entry.client.startswith(CLIENT):
            self._last = entry

    def _show_seen(self) -> None:
        if self._last is None:
            self.seen.say(False, tr("Not yet. This turns green with its first request."), waiting=True)
            return
        when = self._last.at.astimezone().strftime("%H:%M:%S")
        asked = self._last.requested_model or tr("no model")
        self.seen.say(True, tr("Last request at {0}, for {1}.").format(when, asked))
