"""What `.phiallow` files of repositories say is public, and a person's word on each.

Owns the sentences about a file, the box in which its content is read before it is trusted, the strip at the
top of the window that tells of a new one, and the card under Settings.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from ui.ports import Ports, Repository, Trust
from ui.text import tr
from ui.theme import mono_font
from ui.widgets.banner import Banner
from ui.widgets.basics import IconLabel, button, horizontal, label, line
from ui.widgets.card import Card
from ui.widgets.elided import ElidedLabel
from ui.widgets.pill import Pill

_WIDTH, _LINES = 560, 12
_LOOKS = {
    Trust.NEW: ("warn", "alert"),
    Trust.TRUSTED: ("ok", "check"),
    Trust.IGNORED: ("neutral", "ban"),
    Trust.BROKEN: ("danger", "alert"),
}


def trust_word(trust: Trust) -> str:
    """How a file stands, in a word or two."""
    return {
        Trust.NEW: tr("Not decided"),
        Trust.TRUSTED: tr("Trusted"),
        Trust.IGNORED: tr("Ignored"),
        Trust.BROKEN: tr("Not usable"),
    }[trust]


def allowed_words(repository: Repository) -> str:
    """`12 values and 1 expression`."""
    values, expressions = len(repository.values), len(repository.expressions)
    parts = []
    if values:
        parts.append((tr("{0:,} values") if values != 1 else tr("{0:,} value")).format(values))
    if expressions:
        words = tr("{0:,} expressions") if expressions != 1 else tr("{0:,} expression")
        parts.append(words.format(expressions))
    return tr(" and ").join(parts) or tr("nothing")


def found_sentence(repository: Repository) -> str:
    """What the strip says of a file about which nothing was decided, or that cannot be used."""
    if repository.trust is Trust.BROKEN:
        return tr("{0} does not count. {1}").format(repository.path, repository.problem)
    return tr("{0} would let {1} pass. It does not count unless you trust it.").format(
        repository.path, allowed_words(repository)
    )


class RepositoryReview(QDialog):
    """decided: True to trust this content, False to ignore it; nothing if the box is closed."""

    decided = Signal(bool)

    def __init__(self, parent: QWidget, repository: Repository) -> None:
        super().__init__(parent)
        self.repository = repository
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(tr("What is public in this repository?"))
        self.setFixedWidth(_WIDTH)
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(label(self.windowTitle(), "heading", wrap=True))
        name = ElidedLabel(repository.path, "mono", Qt.TextElideMode.ElideMiddle)
        words.addWidget(name)
        words.addWidget(label(self._explanation(), "muted", wrap=True))
        top = QHBoxLayout()
        top.setSpacing(14)
        top.addWidget(IconLabel("shield", "warn", 24), 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(18)
        column.addLayout(top)
        column.addWidget(self._content())
        column.addLayout(self._buttons())

    @staticmethod
    def _explanation() -> str:
        return tr(
            "Whoever wrote the repository says that these values are no PHI. If you trust this content, they "
            "are sent as they are in requests from there. If the file changes, you are asked again."
        )

    def _content(self) -> QPlainTextEdit:
        shown = [*self.repository.values, *(f"/{each}/" for each in self.repository.expressions)]
        self.content = QPlainTextEdit("\n".join(shown))
        self.content.setReadOnly(True)
        self.content.setObjectName("boxed")
        self.content.setFont(mono_font())
        self.content.setAccessibleName(tr("What would pass"))
        self.content.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        lines = min(_LINES, max(2, len(shown) + 1))
        self.content.setFixedHeight(lines * self.content.fontMetrics().lineSpacing() + 22)
        return self.content

    def _buttons(self) -> QHBoxLayout:
        self.trust = button(tr("Trust this content"), "danger")
        self.ignore = button(tr("Ignore"), "primary")
        self.later = button(tr("Decide later"), "ghost")
        for made, answer in ((self.trust, True), (self.ignore, False)):
            made.setAutoDefault(False)
            made.clicked.connect(lambda _=False, said=answer: self._decide(said))
        self.later.setAutoDefault(False)
        self.later.clicked.connect(self.reject)
        self.ignore.setDefault(True)
        return horizontal(self.later, None, self.trust, self.ignore)

    def _decide(self, trusted: bool) -> None:
        self.decided.emit(trusted)
        self.accept()


class RepositoryWatch(QObject):
    """Tells of new files in a strip, one at a time. changed: the strip came or went."""

    changed = Signal()

    def __init__(self, window: QWidget, ports: Ports, banner: Banner) -> None:
        super().__init__(window)
        self._window = window
        self._ports = ports
        self._banner = banner
        self._shown: Repository | None = None
        self._closed: set[tuple[str, str]] = set()  # path and digest of what was put aside for now
        self.review: RepositoryReview | None = None
        banner.triggered.connect(self._review_shown)
        banner.closed.connect(self._put_aside)
        self._end = ports.subscribe_repositories(self.look)
        self.look()

    def look(self) -> None:
        """See whether there is a file to tell of."""
        open_ones = [
            one
            for one in self._ports.repositories()
            if one.trust in (Trust.NEW, Trust.BROKEN) and (one.path, one.digest) not in self._closed
        ]
        self._shown = open_ones[0] if open_ones else None
        if self._shown is None:
            self._banner.say("")
        else:
            action = tr("Review") if self._shown.trust is Trust.NEW else ""
            self._banner.say(found_sentence(self._shown), action)
        self.changed.emit()

    def _review_shown(self) -> None:
        if self._shown is not None:
            self.review = open_review(self._window, self._ports, self._shown, self._failed)

    def _failed(self, problem: str) -> None:
        self._banner.say(problem, tr("Review"))
        self.changed.emit()

    def _put_aside(self) -> None:
        if self._shown is not None:
            self._closed.add((self._shown.path, self._shown.digest))
        self.look()


def open_review(
    window: QWidget, ports: Ports, repository: Repository, failed: Callable[[str], None]
) -> RepositoryReview:
    """Show a file's content and carry out what is decided. failed: called with what went wrong."""

    def decide(trusted: bool) -> None:
        problem = ports.decide_repository(repository.path, repository.digest, trusted)
        if problem:
            failed(problem)

    review = RepositoryReview(window, repository)
    review.decided.connect(decide)
    review.open()
    return review


class RepositoryCard(Card):
    """The files that were met since the program began; hidden while there are none."""

    def __init__(self, ports: Ports) -> None:
        super().__init__(
            tr("Repositories"),
            tr("What a .phiallow says is public counts only while you trust its exact content."),
        )
        self._ports = ports
        self.rows: dict[str, QWidget] = {}
        self._problem = label("", "problem", wrap=True)
        self._problem.hide()
        self.add(self._problem)
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        self.add(self._list)
        self._end = ports.subscribe_repositories(self.look)
        self.look()

    def look(self) -> None:
        """Show the files as they stand now."""
        for row in self.rows.values():
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        found = self._ports.repositories()
        self.rows = {one.path: self._row(one, first=not at) for at, one in enumerate(found)}
        for row in self.rows.values():
            self._list.addWidget(row)
        self.setVisible(bool(found))

    def _row(self, repository: Repository, *, first: bool) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if not first:
            column.addWidget(line())
        name = ElidedLabel(str(PurePath(repository.path).parent), "strong", Qt.TextElideMode.ElideMiddle)
        words = repository.problem or tr("Would let {0} pass.").format(allowed_words(repository))
        if repository.trust is Trust.TRUSTED:
            words = tr("Lets {0} pass.").format(allowed_words(repository))
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(name)
        texts.addWidget(label(words, "muted", wrap=True))
        tone, icon = _LOOKS[repository.trust]
        row = horizontal(texts, Pill(trust_word(repository.trust), tone, icon), spacing=12)
        row.setStretch(0, 1)
        for made in self._actions(repository):
            made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            row.addWidget(made)
        column.addLayout(row)
        return holder

    def _actions(self, repository: Repository) -> list[QWidget]:
        if repository.trust is Trust.BROKEN:
            return []
        if repository.trust is Trust.TRUSTED:
            stop = button(tr("Stop trusting"))
            stop.clicked.connect(lambda: self._decide(repository, None))
            return [stop]
        review = button(tr("Review"))
        review.clicked.connect(lambda: open_review(self.window(), self._ports, repository, self._failed))
        return [review]

    def _decide(self, repository: Repository, trusted: bool | None) -> None:
        problem = self._ports.decide_repository(repository.path, repository.digest, trusted)
        self._failed(problem or "")

    def _failed(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
