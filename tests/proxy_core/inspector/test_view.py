"""A view is plain data; its repr shows no text."""

from __future__ import annotations

from proxy_core.inspector.compare import view_of
from proxy_core.inspector.view import Leaf
from tests.proxy_core.inspector.making import CHART, kept, user


def test_no_repr_shows_a_text() -> None:
    view = view_of(kept(user(CHART), {"type": "text", "text": "Hello"}))
    for thing in (view, *view.request, *view.answer):
        assert "Gonzalez" not in repr(thing)


def test_a_leaf_is_changed_if_anything_differs() -> None:
    assert not Leaf("p", "other", client="same", provider="same").changed
    assert Leaf("p", "other", client="one", provider="other").changed
