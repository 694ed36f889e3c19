"""A repository's list is read before it is trusted, and can be given up again."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fakes import FakePorts
from tests.ui.samples import repository
from ui.main_window import MainWindow
from ui.pages.repositories import (
    RepositoryCard,
    RepositoryReview,
    RepositoryWatch,
    allowed_words,
    found_sentence,
    trust_word,
)
from ui.ports import Trust
from ui.widgets.banner import Banner


@pytest.fixture
def watch(qtbot: QtBot, ports: FakePorts) -> tuple[RepositoryWatch, Banner]:
    window = QWidget()
    qtbot.addWidget(window)
    banner = Banner("warn", closable=True)
    banner.setParent(window)
    return RepositoryWatch(window, ports, banner), banner


def test_a_new_file_is_told_and_nothing_else(watch: tuple[RepositoryWatch, Banner], ports: FakePorts) -> None:
    _, banner = watch
    for trust in (Trust.TRUSTED, Trust.IGNORED):
        ports.set_repository(repository(trust, trust.value))
    assert banner.isHidden()
    ports.set_repository(repository())
    assert banner.text == (
        "/home/somebody/code/clinic-import/.phiallow would let 5 values and 2 expressions pass. "
        "It does not count unless you trust it."
    )


@pytest.mark.parametrize(("button", "trusted"), [("trust", True), ("ignore", False)])
def test_its_content_is_shown_and_decided_about(
    watch: tuple[RepositoryWatch, Banner], ports: FakePorts, button: str, trusted: bool
) -> None:
    made, banner = watch
    ports.set_repository(repository())
    banner.action.click()
    assert made.review is not None
    assert "Erika Mustermann" in made.review.content.toPlainText()
    assert r"/TEST-\d{4,6}/" in made.review.content.toPlainText()
    getattr(made.review, button).click()
    one = repository()
    assert ports.calls[-1] == ("decide_repository", (one.path, one.digest, trusted))
    assert banner.isHidden()


def test_deciding_later_changes_nothing(watch: tuple[RepositoryWatch, Banner], ports: FakePorts) -> None:
    made, banner = watch
    ports.set_repository(repository())
    banner.action.click()
    assert made.review is not None
    made.review.later.click()
    assert ports.calls == []
    assert not banner.isHidden()


def test_what_is_put_aside_stays_away_until_its_content_changes(
    watch: tuple[RepositoryWatch, Banner], ports: FakePorts
) -> None:
    _, banner = watch
    ports.set_repository(repository())
    banner.close_button.click()
    assert banner.isHidden()
    ports.set_repository(repository(digest="another"))
    assert not banner.isHidden()


def test_one_after_the_other_is_told(watch: tuple[RepositoryWatch, Banner], ports: FakePorts) -> None:
    _, banner = watch
    ports.set_repository(repository(name="one"))
    ports.set_repository(repository(name="two"))
    assert "/one/" in banner.text
    banner.close_button.click()
    assert "/two/" in banner.text


def test_a_file_that_cannot_be_used_says_why(watch: tuple[RepositoryWatch, Banner], ports: FakePorts) -> None:
    _, banner = watch
    ports.set_repository(repository(Trust.BROKEN, problem="Line 3 takes in the empty text."))
    assert "Line 3" in banner.text
    assert banner.action.isHidden()


def test_a_decision_that_cannot_be_kept_is_said(
    watch: tuple[RepositoryWatch, Banner], ports: FakePorts
) -> None:
    made, banner = watch
    ports.set_repository(repository())
    banner.action.click()
    ports.refuse = "The decision could not be kept: no space left."
    assert made.review is not None
    made.review.trust.click()
    assert banner.text == ports.refuse


def test_the_window_shows_the_strip(window: MainWindow, ports: FakePorts) -> None:
    assert window.repository_banner.isHidden()
    ports.set_repository(repository())
    assert window.repository_banner.isVisible()


def test_the_safe_answer_is_the_default(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    review = RepositoryReview(window, repository())
    assert review.ignore.isDefault()
    assert not review.trust.isDefault()


def buttons(card: RepositoryCard, name: str) -> list[str]:
    row = card.rows[repository(name=name).path]
    return [button.text() for button in row.findChildren(QPushButton)]


def test_the_card_lists_what_was_met_and_takes_trust_back(qtbot: QtBot, ports: FakePorts) -> None:
    card = RepositoryCard(ports)
    qtbot.addWidget(card)
    assert card.isHidden()
    for trust in Trust:
        ports.set_repository(repository(trust, trust.value, problem="No." if trust is Trust.BROKEN else ""))
    assert not card.isHidden()
    assert buttons(card, "trusted") == ["Stop trusting"]
    assert buttons(card, "new") == buttons(card, "ignored") == ["Review"]
    assert buttons(card, "broken") == []
    trusted = repository(name="trusted")
    card.rows[trusted.path].findChildren(QPushButton)[0].click()
    assert ports.calls[-1] == ("decide_repository", (trusted.path, trusted.digest, None))
    assert buttons(card, "trusted") == ["Review"]


def test_the_card_says_what_could_not_be_kept(qtbot: QtBot, ports: FakePorts) -> None:
    card = RepositoryCard(ports)
    qtbot.addWidget(card)
    ports.set_repository(repository(Trust.TRUSTED))
    ports.refuse = "No space left."
    card.rows[repository().path].findChildren(QPushButton)[0].click()
    assert card._problem.text() == "No space left."


@pytest.mark.parametrize(
    ("values", "expressions", "words"),
    [
        (("a",), (), "1 value"),
        ((), ("a",), "1 expression"),
        ((), (), "nothing"),
        (("a", "b"), ("c",), "2 values and 1 expression"),
    ],
)  # fmt: skip
def test_what_would_pass_is_counted(
    values: tuple[str, ...], expressions: tuple[str, ...], words: str
) -> None:
    one = repository(values=values, expressions=expressions)
    assert allowed_words(one) == words
    assert words in found_sentence(one)


@pytest.mark.parametrize("trust", Trust)
def test_every_state_has_a_word(trust: Trust) -> None:
    assert trust_word(trust)
