"""What of an exchange goes to the disk: one row, of which nothing can be a client's own words.

A client may write anything into a model's name, a session's or its own. So a model is kept by the name that
the configuration or the catalogue has for it, a session only if it is a UUID, a client only by a name that
is known here, with its version. Errors are kept by their code, PHI by type and count.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from proxy_core.config import Config
from proxy_core.journal.database import Run
from proxy_core.journal.entry import Entry
from proxy_core.routing.catalog import facts_of
from proxy_core.routing.mapping import resolve
from proxy_core.wire import json

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,4}){0,3}")
#: programs and libraries by the first word of their User-Agent, in lower case
CLIENTS = frozenset(
    {
        "aider", "anthropic", "anthropic-sdk", "anthropic/js", "anthropic/python", "asyncopenai", "axios",
        "claude-cli", "claude-code", "claude-vscode", "cline", "continue", "curl", "cursor", "go-http-client",
        "libcurl", "litellm", "node", "node-fetch", "okhttp", "openai", "openai/js", "openai/python",
        "postmanruntime", "python-httpx", "python-requests", "python-urllib", "python", "reqwest", "roo-code",
        "undici", "vscode", "wget", "zed",
    }
)  # fmt: skip


def day_of(entry: Entry) -> date:
    """The day where this computer is."""
    return entry.at.astimezone().date()


def write_exchange(run: Run, entry: Entry, config: Config) -> None:
    """An exchange that is over. A request id that is there already is written anew."""
    usage, vouched = entry.usage, vouched_model
    row = {
        "request_id": entry.request_id,
        "at": entry.at.isoformat(timespec="milliseconds"),
        "day": day_of(entry).isoformat(),
        "surface": entry.surface,
        "outcome": entry.outcome.value,
        "status": entry.status,
        "code": entry.code,
        "client": _client(entry.client),
        "session": entry.session if _UUID.fullmatch(entry.session) else "",
        "key": entry.key,
        "requested_model": vouched(entry.requested_model, config),
        "provider": entry.provider,
        "model": entry.model if _routed_to(entry, config) else vouched(entry.model, config),
        "stream": entry.stream,
        "attempts": len(entry.attempts),
        "counted": entry.counted,
        "input": usage.input,
        "output": usage.output,
        "cache_read": usage.cache_read,
        "cache_write": usage.cache_write,
        "cost": entry.cost,
        "phi": json.dumps(dict(entry.phi)).decode(),
        "phi_scanned": entry.phi_scanned,
        "phi_exempt": entry.phi_exempt,
        "request_bytes": entry.request_bytes,
        "response_bytes": entry.response_bytes,
        "first_byte_ms": entry.first_byte_ms,
        "total_ms": entry.total_ms,
    }
    run.execute(_insert(tuple(row)), tuple(row.values()))
    if entry.key:
        run.execute(
            "INSERT OR REPLACE INTO last_used VALUES (?, ?)", (entry.key, entry.at.isoformat("T", "seconds"))
        )


@lru_cache(maxsize=1)
def _insert(columns: tuple[str, ...]) -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT OR REPLACE INTO exchanges ({', '.join(columns)}) VALUES ({marks})"


def vouched_model(name: str, config: Config) -> str:
    """A model by a name that is no client's own: the catalogue's, else the alias that answers to it."""
    if not name:
        return ""
    if (facts := facts_of(name)) is not None:
        return facts.name
    mapping = resolve(config.models, name)
    return mapping.alias if mapping is not None else ""


def _client(text: str) -> str:
    name, _, version = text.rpartition("/")
    return text if name.lower() in CLIENTS and _VERSION.fullmatch(version) else ""


def _routed_to(entry: Entry, config: Config) -> bool:
    """Whether the configuration names the model that was asked upstream."""
    return any(
        route.model == entry.model and route.provider == entry.provider
        for mapping in config.mappings
        for route in mapping.routes
    )
