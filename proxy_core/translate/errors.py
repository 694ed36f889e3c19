"""Reads what an upstream says when it fails, in every spelling that is met in the field.

Owns the reading of error bodies, the removal of keys from them, and the recognition of a full context
window. Which status and code of ours comes of it is decided in `proxy_core.providers.failures`.
Must not put anything of the request into an error.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from proxy_core.wire import json

#: what is shown of an upstream's words, in characters
MAX_WORDS = 4000


@dataclass(frozen=True, slots=True)
class UpstreamWords:
    """What an error body says. message: the upstream's sentence, empty if it has none. type, code, param: its
    own, empty if it names none. status: the HTTP status that the body names. anthropic: whether the body has
    Anthropic's shape. details: the other members of the error object."""

    message: str = ""
    type: str = ""
    code: str = ""
    param: str = ""
    status: int | None = None
    anthropic: bool = False
    details: Mapping[str, Any] | None = None


def read_body(body: bytes) -> UpstreamWords:
    """The words in an error body: JSON of any shape, a web page, plain text or nothing."""
    try:
        value = json.loads(body)
    except json.InvalidJson:
        if framed := _FRAMED.search(body):  # an error of a stream, framed as one of its events
            return read_body(framed[1])
        return UpstreamWords(message=_cap(_plain_text(body)))
    return read_value(value)


def read_value(value: Any) -> UpstreamWords:
    """The words in a decoded error body."""
    if isinstance(value, list):
        # Gemini wraps its error in a list; FastAPI's bare list of problems looks alike.
        first = value[0] if value else None
        if isinstance(first, dict) and "error" in first:
            return read_value(first)
        return UpstreamWords(message=_cap(_problems(value)))
    if not isinstance(value, dict):
        return UpstreamWords(message=_cap(value if isinstance(value, str) else ""))
    error = value.get("error")
    inner = error if isinstance(error, dict) else value
    message = _message(error) if error else ""
    message = message or _message(value)
    kind = _word(inner, "type", "error_type", "status") or _word(value, "error_type")
    anthropic = value.get("type") == "error" and isinstance(error, dict) and bool(kind)
    code = _word(inner, "code") or _word(value, "code", "error_code")
    words = UpstreamWords(
        message=_cap(message),
        type=kind,
        code=code,
        param=_word(inner, "param"),
        status=_status(inner) or _status(value),
        anthropic=anthropic,
        details=inner,
    )
    return _unwrapped(words, inner)


_FRAMED = re.compile(rb"^data: ?(\{.*\})\s*$", re.MULTILINE)


def _message(value: Any) -> str:
    """The sentence in any of the places where providers put it."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return _problems(value)
    if not isinstance(value, Mapping):
        return ""
    for name in ("message", "detail", "msg", "error_message", "error_msg", "errors", "description"):
        if found := _message(value.get(name)):
            return found
    return _message(value["error"]) if isinstance(value.get("error"), str) else ""


def _problems(items: list[Any]) -> str:
    """FastAPI's list of validation problems: `body.messages: Field required; ...`."""
    said = []
    for item in items:
        text = _message(item)
        where = item.get("loc") if isinstance(item, Mapping) else None
        if text and isinstance(where, list):
            text = f"{'.'.join(str(part) for part in where)}: {text}"
        if text:
            said.append(text)
    return "; ".join(said)


def _word(value: Mapping[str, Any], *names: str) -> str:
    for name in names:
        found = value.get(name)
        if isinstance(found, str | int) and not isinstance(found, bool) and found != "":
            return str(found)
    return ""


def _status(value: Mapping[str, Any]) -> int | None:
    for name in ("code", "status", "statusCode", "status_code", "raw_status_code"):
        found = value.get(name)
        if isinstance(found, str) and found.isdecimal():
            found = int(found)
        if isinstance(found, int) and not isinstance(found, bool) and 400 <= found <= 599:
            return found
    return None


def _unwrapped(words: UpstreamWords, inner: Mapping[str, Any]) -> UpstreamWords:
    """An error of the provider's own provider, which some gateways hand on as JSON inside the message."""
    metadata = inner.get("metadata")
    raw = metadata.get("raw") if isinstance(metadata, Mapping) else None
    generic = words.message.strip().rstrip(".").lower() == "provider returned error"
    if generic and isinstance(raw, str) and raw.strip():
        words = replace(words, message=_cap(raw))
    if words.message[:1] in ("{", "["):
        deeper = read_body(words.message.encode("utf-8", "replace"))
        if deeper.message and deeper.message != words.message:
            return replace(deeper, status=deeper.status or words.status, anthropic=False)
    return words


_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def _plain_text(body: bytes) -> str:
    text = body.decode("utf-8", "replace").strip()
    if text[:1] != "<":
        return text
    title = _TITLE.search(text)
    return " ".join(html.unescape(title[1] if title else _TAG.sub(" ", text[: MAX_WORDS * 4])).split())


# ---------------------------------------------------------------- keys in words

_KEYS = re.compile(
    r"""
    \b(?:sk|pk|rk|gsk|xai|key|nvapi|hf|fw|csk|or|scrub)[-_][A-Za-z0-9_\-*]{8,}   # key with a prefix
    | \bAIza[A-Za-z0-9_\-]{20,}                                                  # Google
    | \beyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-.]{8,}                               # JSON web token
    | (?<=bearer\s)[A-Za-z0-9_\-.~+/=]{8,}                                       # what follows Bearer
    | (?<=://)[^/\s:@]+:[^/\s@]+(?=@)                                            # user and password of a URL
    | (?<=[?&])(?:[a-z_\-]*key|[a-z_\-]*token|sig|signature|code|password)=[^&\s"'<>]+
    """,
    re.IGNORECASE | re.VERBOSE,
)


def without_keys(text: str, *secrets: str) -> str:
    """The text without anything that looks like a key, and without the given ones."""
    for secret in secrets:
        if len(secret) >= 4:
            text = text.replace(secret, "…")
    return _KEYS.sub("…", text)


def _cap(text: str) -> str:
    text = without_keys(text.strip())
    return text if len(text) <= MAX_WORDS else text[: MAX_WORDS - 1] + "…"
