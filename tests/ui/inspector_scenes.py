"""Scenes of the inspector and of repositories' files, for `tests.ui.screenshots`."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea, QWidget

from proxy_core.inspector.view import View
from proxy_core.journal.entry import Entry
from tests.ui import contents, samples
from tests.ui.stage import SMALL, Scene, settle
from ui.ports import Trust


def inspector_of(entry: Entry, view: View | None, scene: Scene | None = None) -> Scene:
    """The inspector on one request."""
    scene = scene or Scene(entries=True)
    scene.ports.record(entry)
    if view is not None:
        scene.ports.views[entry.request_id] = view
    scene.window.show_request(entry.request_id)
    settle()
    scene.window.show_inspector(entry)
    settle()
    return scene


def _letter(number: int = 61) -> Entry:
    return samples.entry(number, requested_model="claude-opus-4-6", model="gpt-5.2")


def inspector_changed() -> QWidget:
    return inspector_of(_letter(), contents.letter()).window


def inspector_held() -> QWidget:
    scene = inspector_of(_letter(), contents.letter())
    scene.window.inspector.hold.hold(True)
    return scene.window


def inspector_marked() -> QWidget:
    scene = inspector_of(_letter(), contents.letter())
    scene.window.inspector.marks.not_phi("Maria Gonzalez", "NAME ••• 7K3Q9X2C")
    return scene.window


def inspector_refused_mark() -> QWidget:
    scene = inspector_of(_letter(), contents.letter())
    scene.ports.refuse = "The keyring is locked or does not answer. Unlock it, then try again."
    scene.window.inspector.marks.always_phi("NAME", "Maria Gonzalez", "NAME ••• 7K3Q9X2C")
    return scene.window


def inspector_menu() -> QWidget:
    scene = inspector_of(_letter(), contents.letter())
    page = scene.window.inspector
    leaf = next(leaf for leaf in contents.letter().request if leaf.marks)
    page.marks.offer_for_chip(leaf, leaf.marks[0], page.client.mapToGlobal(QPoint(60, 80)))
    assert page.marks.menu is not None
    return page.marks.menu


def inspector_long() -> QWidget:
    return inspector_of(_letter(), contents.long_letter()).window


def inspector_every() -> QWidget:
    scene = inspector_of(_letter(), contents.long_letter())
    scene.window.inspector.scope.button("all").click()
    return scene.window


def inspector_megabyte() -> QWidget:
    scene = inspector_of(_letter(), contents.megabyte())
    page = scene.window.inspector
    page.client.gap_clicked.emit(
        next(at for at, leaf in enumerate(contents.megabyte().request) if leaf.marks)
    )
    page.client.finish()
    page.provider.finish()
    page.client.verticalScrollBar().setValue(page.client.verticalScrollBar().maximum() // 2)
    return scene.window


def inspector_clean() -> QWidget:
    return inspector_of(samples.entry(61), contents.clean()).window


def inspector_blocked() -> QWidget:
    return inspector_of(samples.blocked(61), contents.refused()).window


def inspector_gone() -> QWidget:
    return inspector_of(samples.entry(61), None).window


def inspector_small() -> QWidget:
    scene = Scene(entries=True)
    scene.window.resize(SMALL)
    settle()
    return inspector_of(_letter(), contents.letter(), scene).window


def repository_found() -> QWidget:
    scene = Scene(entries=True)
    scene.ports.set_repository(samples.repository())
    return scene.window


def repository_broken() -> QWidget:
    scene = Scene(entries=True)
    problem = "Line 3 takes in values of the type NAME in general; say more exactly what is synthetic here."
    name = "a-repository-with-quite-a-long-name/packages/importer-for-discharge-letters"
    scene.ports.set_repository(
        samples.repository(Trust.BROKEN, name, values=(), expressions=(), problem=problem)
    )
    return scene.window


def repository_review() -> QWidget:
    scene = Scene(entries=True)
    scene.ports.set_repository(samples.repository())
    scene.window.repository_banner.action.click()
    review = scene.window.repositories.review
    assert review is not None
    return review


def repository_review_long() -> QWidget:
    scene = Scene(entries=True)
    values = tuple(f"Testpatient Number {number:03}" for number in range(300))
    scene.ports.set_repository(samples.repository(name="x" * 120, values=values))
    scene.window.repository_banner.action.click()
    review = scene.window.repositories.review
    assert review is not None
    return review


def settings_repositories() -> QWidget:
    scene = Scene()
    scene.ports.set_repository(samples.repository(Trust.TRUSTED))
    scene.ports.set_repository(samples.repository(Trust.NEW, "another"))
    scene.ports.set_repository(samples.repository(Trust.IGNORED, "third-party"))
    problem = "Line 3 takes in values of the type NAME in general; say more exactly what is synthetic here."
    scene.ports.set_repository(samples.repository(Trust.BROKEN, "broken", values=(), problem=problem))
    scene.page("settings").window.repository_banner.close_button.click()
    page = scene.window.settings
    page.findChildren(QScrollArea)[0].ensureWidgetVisible(page.repositories, 0, 60)
    return scene.window


SCENES: tuple[Callable[[], QWidget], ...] = (
    inspector_changed,
    inspector_held,
    inspector_marked,
    inspector_refused_mark,
    inspector_menu,
    inspector_long,
    inspector_every,
    inspector_megabyte,
    inspector_clean,
    inspector_blocked,
    inspector_gone,
    inspector_small,
    settings_repositories,
    repository_found,
    repository_broken,
    repository_review,
    repository_review_long,
)
