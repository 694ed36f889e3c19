"""A search that the provider ran, as blocks."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.translate.responses.search import blocks_of

SEARCH: dict[str, Any] = {
    "type": "web_search_call",
    "id": "ws_1",
    "status": "completed",
    "action": {
        "type": "search",
        "query": "parsers",
        "sources": [{"type": "url", "url": "https://example.org/a"}, {"url": "https://x.org", "title": "X"}],
    },
}


def test_a_search_shows_what_was_looked_for_and_what_was_found() -> None:
    use, result = blocks_of(SEARCH)
    assert use == {
        "type": "server_tool_use",
        "id": "srvtoolu_ws_1",
        "name": "web_search",
        "input": {"query": "parsers"},
    }
    assert result["tool_use_id"] == use["id"]
    assert [(each["url"], each["title"]) for each in result["content"]] == [
        ("https://example.org/a", "example.org"),
        ("https://x.org", "X"),
    ]


@pytest.mark.parametrize(
    ("action", "query"),
    [
        ({"type": "search", "queries": ["one", "two"]}, "one"),
        ({"type": "search"}, ""),
        ({"type": "search", "query": "q", "sources": None}, "q"),
    ],
)
def test_a_search_may_say_little(action: dict[str, Any], query: str) -> None:
    use, result = blocks_of({"type": "web_search_call", "action": action})
    assert use["input"] == {"query": query}
    assert result["content"] == []


def test_a_search_that_failed_says_so() -> None:
    _, result = blocks_of({**SEARCH, "status": "failed"})
    assert result["content"] == {"type": "web_search_tool_result_error", "error_code": "unavailable"}


@pytest.mark.parametrize("action", [None, {"type": "open_page", "url": "https://x.org"}, {"type": "find"}])
def test_what_goes_on_with_a_search_is_no_new_one(action: Any) -> None:
    assert blocks_of({**SEARCH, "action": action}) == []
