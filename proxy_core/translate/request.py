"""An Anthropic Messages request as a chat completions body.

The request is not changed; its texts, schemas and attachments are shared, not copied. What this wire cannot
say is refused by name or, where the answer stays the same without it, left out; fields that only Anthropic
knows (cache_control, context_management, service_tier and the like) never reach another provider, because
the body is built from what is known here and from nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from proxy_core.errors import ProxyError
from proxy_core.translate import messages, thinking, tools
from proxy_core.translate.dialect import Dialect
from proxy_core.translate.names import ToolNames
from proxy_core.translate.schema import complete, is_strict
from proxy_core.translate.turns import Sendable
from proxy_core.wire import json
from proxy_core.wire.openai_chat import USER_LENGTH

if TYPE_CHECKING:
    from proxy_core.providers.base import Call


@dataclass(frozen=True, slots=True)
class TranslatedRequest:
    """body: what goes out. names: the tools' names and the way back. stops: the stop sequences that the
    provider does not watch. notes: what was lowered or left out, one sentence each, without content."""

    body: dict[str, Any]
    names: ToolNames
    stops: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def to_openai_chat(call: Call, dialect: Dialect) -> TranslatedRequest:
    """The chat completions request that asks for what an Anthropic request asks for.

    Raises `ProxyError` UNSUPPORTED_PARAMETER, with the field's path, for what cannot be said.
    """
    request = call.body
    refuse_unsupported(request)
    notes: list[str] = []
    body: dict[str, Any] = {"model": call.model}
    body["messages"] = messages.convert(request, dialect, call.model, notes)
    if all(_is_prompt(message, dialect) for message in body["messages"]):
        raise nothing_said()
    body |= tools.request_fields(request, dialect)
    if (most := limit(request, dialect, call.model, notes)) is not None:
        body[dialect.max_tokens_field] = most
    body |= sampling(request, dialect)
    body |= thinking.request_fields(request, dialect, "tools" in body)
    body |= identity(request, dialect)
    _response_format(request, dialect, body)
    if sent := _stops(request)[: dialect.stop_limit]:
        body["stop"] = list(sent)
    if call.stream:
        body["stream"] = True
        if dialect.stream_usage:
            body["stream_options"] = {"include_usage": True}
    return TranslatedRequest(body, ToolNames.of(request), watched_stops(request, dialect), tuple(notes))


def watched_stops(request: Mapping[str, Any], dialect: Dialect) -> tuple[str, ...]:
    """The stop sequences beyond what the provider takes."""
    return _stops(request)[dialect.stop_limit :]


def _stops(request: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(stop for stop in request.get("stop_sequences") or () if stop)


def refuse_unsupported(request: Mapping[str, Any]) -> None:
    """Raises `ProxyError` UNSUPPORTED_PARAMETER for a field whose promise no other provider can keep."""
    geo = request.get("inference_geo")
    for name, refused in (
        ("container", bool(request.get("container"))),
        ("mcp_servers", bool(request.get("mcp_servers"))),
        # A promise about where data is processed must not be broken in silence.
        ("inference_geo", isinstance(geo, str) and geo not in ("", "global")),
    ):
        if refused:
            raise ProxyError(
                "UNSUPPORTED_PARAMETER",
                f"{name}: only Anthropic can honour this. Leave it out, or map the model to Anthropic.",
                param=name,
            )


def _is_prompt(message: Sendable, dialect: Dialect) -> bool:
    return isinstance(message, dict) and message["role"] == dialect.system_role


def nothing_said() -> ProxyError:
    """Empty texts are left out; of nothing else an upstream would complain in words about our own request."""
    return ProxyError("VALIDATION_FAILED", "messages: at least one must have content", param="messages")


def limit(request: Mapping[str, Any], dialect: Dialect, model: str, notes: list[str]) -> int | None:
    """How many tokens the answer may have; None if the client does not say."""
    wanted = request.get("max_tokens")
    if not isinstance(wanted, int):
        return None
    most = dialect.max_output_tokens
    if most and wanted > most:
        notes.append(f"max_tokens was lowered from {wanted} to {most}, the most that {model} takes")
        wanted = most
    return max(wanted, 1)


def sampling(request: Mapping[str, Any], dialect: Dialect) -> dict[str, Any]:
    """`temperature`, `top_p` and `top_k`, as far as the model takes them."""
    names = ("temperature", "top_p") if dialect.sampling else ()
    if dialect.top_k:
        names = (*names, "top_k")
    return {name: request[name] for name in names if request.get(name) is not None}


_OPAQUE = re.compile(rf"[a-zA-Z0-9_-]{{1,{USER_LENGTH}}}")


def identity(request: Mapping[str, Any], dialect: Dialect) -> dict[str, Any]:
    """A pseudonym of the user, and the conversation as the key of a prompt cache.

    Claude Code's user_id holds the device, the account and the session, as JSON or parted by underscores: it
    goes out as a hash, and so does what is too long or looks like an address. A plain identifier stays.
    """
    metadata = request.get("metadata")
    user = metadata.get("user_id") if isinstance(metadata, dict) else None
    if not isinstance(user, str) or not user:
        return {}
    who, session = user, ""
    if user.startswith("{"):
        try:
            parts = json.loads(user)
            session = str(parts.pop("session_id", "") or "")
            who = str(sorted(parts.items()))
        except (json.InvalidJson, AttributeError):
            who = user
    elif "_session_" in user:
        who, _, session = user.partition("_session_")
    fields = {}
    if dialect.user:
        fields["user"] = user if who is user and _OPAQUE.fullmatch(user) else _digest(who)
    if dialect.cache_key and session:
        fields["prompt_cache_key"] = _digest(session)
    return fields


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:USER_LENGTH]


def answer_schema(request: Mapping[str, Any]) -> dict[str, Any] | None:
    """The JSON schema that the answer has to fit, if there is one."""
    config = request.get("output_config") or {}
    wanted = config.get("format") or request.get("output_format") or {}
    schema = wanted.get("schema") if wanted.get("type") == "json_schema" else None
    return schema if isinstance(schema, dict) else None


def described(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a `json_schema` format."""
    return {"name": "answer", "schema": complete(schema), "strict": is_strict(schema)}


def in_words(schema: Mapping[str, Any]) -> str:
    """The same as an instruction, for models that take no schema."""
    return f"Answer with nothing but JSON that fits this JSON schema:\n{json.dumps(schema).decode()}"


def _response_format(request: Mapping[str, Any], dialect: Dialect, body: dict[str, Any]) -> None:
    schema = answer_schema(request)
    if schema is None:
        return
    if dialect.response_format == "json_schema":
        body["response_format"] = {"type": "json_schema", "json_schema": described(schema)}
        return
    if dialect.response_format == "json_object":
        body["response_format"] = {"type": "json_object"}
    text = in_words(schema)
    first = body["messages"][0] if body["messages"] else None
    if isinstance(first, dict) and first.get("role") == dialect.system_role:
        body["messages"][0] = {**first, "content": f"{first['content']}\n\n{text}"}
    else:
        body["messages"].insert(0, {"role": dialect.system_role, "content": text})
