"""A search of the web that the provider ran, as the blocks that Anthropic has for one.

The client sees what was looked for and which pages were found; their content stays with the provider's model.
Sources: https://platform.openai.com/docs/guides/tools-web-search,
https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/web-search-tool
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from proxy_core.translate.names import client_id


def blocks_of(item: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`server_tool_use` and `web_search_tool_result` for a `web_search_call`.

    None for what only goes on with an earlier search: a page that was opened, or searched itself.
    """
    action = item.get("action")
    if not isinstance(action, dict) or action.get("type") != "search":
        return []
    queries = action.get("queries")
    query = action.get("query") or (queries[0] if isinstance(queries, list) and queries else "")
    id = f"srvtoolu_{client_id(str(item.get('id') or 'search'))}"
    use = {"type": "server_tool_use", "id": id, "name": "web_search", "input": {"query": str(query)}}
    sources = action.get("sources")
    found = [_result(source) for source in sources if isinstance(source, dict)] if sources else []
    content: Any = found
    if item.get("status") == "failed":
        content = {"type": "web_search_tool_result_error", "error_code": "unavailable"}
    return [use, {"type": "web_search_tool_result", "tool_use_id": id, "content": content}]


def _result(source: Mapping[str, Any]) -> dict[str, Any]:
    url = str(source.get("url") or "")
    title = str(source.get("title") or urlsplit(url).netloc or url)
    return {
        "type": "web_search_result",
        "url": url,
        "title": title,
        "encrypted_content": "",
        "page_age": None,
    }
