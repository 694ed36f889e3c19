"""The pair of Python and PySide6 that aborts is named before it runs."""

from __future__ import annotations

import pytest

from app.qt_pair import broken_pair


@pytest.mark.parametrize(
    ("python", "pyside"),
    [((3, 11), "6.11.3"), ((3, 11), "6.10.2"), ((3, 12), "6.12.0"), ((3, 13), "6.12.0"), ((3, 14), "7.0.1")],
)
def test_good_pairs_pass(python: tuple[int, int], pyside: str) -> None:
    assert broken_pair(python, pyside) is None


@pytest.mark.parametrize("pyside", ["6.12.0", "6.12.1", "6.13.0", "7.0.0", "6.12.0rc1"])
def test_the_broken_pair_is_named_with_its_remedy(pyside: str) -> None:
    said = broken_pair((3, 11, 7), pyside)
    assert said is not None
    assert said.startswith(f"PySide6 {pyside} crashes on Python 3.11.")
    assert "pip install" in said


def test_what_is_installed_here_is_a_good_pair() -> None:
    assert broken_pair() is None
