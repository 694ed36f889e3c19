"""The window: navigation at the left, a banner for what is wrong, the pages.

Builds the pages and connects them with each other; asks the program only through `ui.ports`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from PySide6.QtCore import QByteArray, QSettings, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from proxy_core.config import Config
from proxy_core.journal.entry import Entry
from ui.assets import app_icon
from ui.models.providers import Kind
from ui.pages.claude_code import ClaudeCodePage
from ui.pages.inspector import InspectorPage
from ui.pages.keys import KeysPage
from ui.pages.log import LogPage
from ui.pages.mapping import MappingPage
from ui.pages.mapping_tester import Resolve
from ui.pages.policy import PolicyPage
from ui.pages.providers import ProvidersPage
from ui.pages.remedies import Remedy
from ui.pages.repositories import RepositoryWatch
from ui.pages.settings import SettingsPage
from ui.pages.settings_editor import SettingsEditor
from ui.pages.usage import UsagePage
from ui.ports import Ports, ProxyState, ProxyStatus
from ui.proxy_switch import ProxySwitch
from ui.sidebar import Sidebar
from ui.text import tr
from ui.widgets.banner import Banner
from ui.widgets.page import Page

_SIZE = (1240, 800)
_LEAST = (960, 600)
_GEOMETRY = "window/geometry"
_COLUMNS = "log/hidden_columns"


class MainWindow(QMainWindow):
    """closing: the person closed it; what happens then is the shell's to say, not the window's.

    memory: where place and size are remembered; None forgets them. proxy: the switch, if another shares it.
    """

    closing = Signal()

    def __init__(
        self,
        ports: Ports,
        kinds: Sequence[Kind],
        resolve: Resolve,
        *,
        today: Callable[[], date] = date.today,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        memory: QSettings | None = None,
        proxy: ProxySwitch | None = None,
    ) -> None:
        super().__init__()
        self._ports = ports
        self._memory = memory
        self._really = False
        self.setWindowTitle("Scrubroom")
        self.setWindowIcon(app_icon("scrubroom"))
        self.setMinimumSize(*_LEAST)
        self.resize(*_SIZE)
        self._build(kinds, resolve, today, now)
        places = [place[:3] for place in self._places]
        self.sidebar = Sidebar(proxy or ProxySwitch(ports, self), places)
        self._arrange()
        self._connect()
        self._ends = (ports.subscribe_config(self._configured), ports.subscribe_status(self._status))
        self._configured(ports.config())
        self._status(ports.status())
        self._recall()
        self.sidebar.choose("log")

    def _build(
        self,
        kinds: Sequence[Kind],
        resolve: Resolve,
        today: Callable[[], date],
        now: Callable[[], datetime],
    ) -> None:
        ports = self._ports
        self.log = LogPage(ports)
        self.inspector = InspectorPage(ports)
        self.models = MappingPage(ports, resolve, today)
        self.providers = ProvidersPage(ports, kinds, today)
        self.keys = KeysPage(ports, now)
        self.policy = PolicyPage(ports, today)
        self.usage = UsagePage(ports)
        self.claude_code = ClaudeCodePage(ports)
        self.settings = SettingsPage(ports)
        self._places: list[tuple[str, str, str, Page]] = [
            ("log", tr("Log"), "log", self.log),
            ("models", tr("Models"), "models", self.models),
            ("providers", tr("Providers"), "providers", self.providers),
            ("keys", tr("Keys"), "keys", self.keys),
            ("policy", tr("Policy"), "shield", self.policy),
            ("usage", tr("Usage"), "usage", self.usage),
            ("claude_code", tr("Claude Code"), "terminal", self.claude_code),
            ("settings", tr("Settings"), "settings", self.settings),
        ]
        self.pages: dict[str, Page] = {key: page for key, _, _, page in self._places}

    def _arrange(self) -> None:
        self.config_banner = Banner("danger")
        self.proxy_banner = Banner("danger")
        self.repository_banner = Banner("warn", closable=True, close_tip=tr("Decide later"))
        self.notice = Banner("info", closable=True, close_tip=tr("Close"))
        self.stack = QStackedWidget()
        for page in self.pages.values():
            self.stack.addWidget(page)
        self.stack.addWidget(self.inspector)  # behind the log, not a place of its own
        content = QWidget()
        content.setObjectName("content")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        banners = QVBoxLayout()
        banners.setContentsMargins(32, 0, 32, 0)
        banners.setSpacing(8)
        self._banners = (self.config_banner, self.proxy_banner, self.repository_banner, self.notice)
        for banner in self._banners:
            banners.addWidget(banner)
        self._banner_space = banners
        column.addLayout(banners)
        column.addWidget(self.stack, 1)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(content, 1)
        self.setCentralWidget(both)

    def _connect(self) -> None:
        self.sidebar.chosen.connect(self._show_page)
        self.log.inspect_wanted.connect(self.show_inspector)
        self.log.detail.remedy_wanted.connect(self.show_remedy)
        self.inspector.closed.connect(self._leave_inspector)
        self.claude_code.page_wanted.connect(self.sidebar.choose)
        self.policy.provider_wanted.connect(self.show_agreement)
        self.providers.models_offered.connect(self.models.set_offered)
        self.proxy_banner.triggered.connect(self._ports.start)
        self.config_banner.triggered.connect(lambda: self.sidebar.choose("settings"))
        self.notice.closed.connect(self._space_banners)
        self.repositories = RepositoryWatch(self, self._ports, self.repository_banner)
        self.repositories.changed.connect(self._space_banners)
        for number, key in enumerate(self.pages, 1):
            jump = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            jump.activated.connect(lambda wanted=key: self.sidebar.choose(wanted))
        hide = QShortcut(QKeySequence(QKeySequence.StandardKey.Close), self)
        hide.activated.connect(self.close)

    # what is shown

    def show_request(self, request_id: str) -> None:
        """Go to the log and open the details of a request."""
        self.sidebar.choose("log")
        self.log.show_request(request_id)

    def show_inspector(self, entry: Entry) -> None:
        """What a request held, in the log's place."""
        self.sidebar.choose("log")
        self.stack.setCurrentWidget(self.inspector)
        self.inspector.show_entry(entry)
        self.inspector.client.setFocus()

    def show_agreement(self, provider: str) -> None:
        """Go to a provider's agreement."""
        self.sidebar.choose("providers")
        self.providers.show_agreement(provider)

    def show_remedy(self, remedy: Remedy) -> None:
        """Go to where what has refused a request can be changed."""
        self.sidebar.choose(remedy.page)
        match self.pages[remedy.page]:
            case ProvidersPage() as page:
                page.show_agreement(remedy.subject)
            case KeysPage() as page:
                page.show_key(remedy.subject)
            case SettingsEditor() as page if remedy.subject:
                page.show_setting(remedy.subject)

    def say(self, text: str) -> None:
        """A notice at the top, until it is closed."""
        self.notice.say(text)
        self._space_banners()

    def raise_window(self) -> None:
        """Bring the window to the front, wherever it was."""
        self.showNormal() if self.isMinimized() else self.show()
        self.raise_()
        self.activateWindow()

    def _show_page(self, key: str) -> None:
        self.stack.setCurrentWidget(self.pages[key])

    def _leave_inspector(self) -> None:
        self.stack.setCurrentWidget(self.log)
        self.log.table.setFocus()

    def _configured(self, config: Config) -> None:
        self.config_banner.say(self._ports.problem() or "")  # which also says what is in use instead
        self._space_banners()

    def _status(self, status: ProxyStatus) -> None:
        failed = status.state is ProxyState.ERROR
        words = status.message or tr("The proxy cannot serve.")
        # one that listens and refuses everything does so until its configuration is another
        self.proxy_banner.say(words if failed else "", "" if status.url else tr("Try again"))
        self._space_banners()

    def _space_banners(self) -> None:
        some = any(not banner.isHidden() for banner in self._banners)
        self._banner_space.setContentsMargins(32, 16 if some else 0, 32, 0)

    # closing

    def quit_close(self) -> None:
        """Close for good: the program ends."""
        self._really = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._remember()
        if self._really:
            event.accept()
            return
        event.ignore()
        self.closing.emit()

    def _remember(self) -> None:
        if self._memory is not None:
            self._memory.setValue(_GEOMETRY, self.saveGeometry())
            self._memory.setValue(_COLUMNS, ",".join(sorted(self.log.table.hidden_columns())))

    def _recall(self) -> None:
        if self._memory is None:
            return
        geometry = self._memory.value(_GEOMETRY)
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        hidden = str(self._memory.value(_COLUMNS) or "")
        self.log.table.hide_columns(frozenset(filter(None, hidden.split(","))))
