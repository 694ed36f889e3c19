"""A chat completions request of a client as an Anthropic Messages request.

So that it goes the one way that all requests go. Owns what the fields mean; a field that would change the
answer and cannot be honoured is refused by name, one that only tunes it is left out.
Source: https://platform.openai.com/docs/api-reference/chat/create
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from proxy_core.errors import ProxyError
from proxy_core.wire import json

#: what an answer may hold if the client does not say; Anthropic's wire wants a number
DEFAULT_MAX_TOKENS = 8192
JSON_ONLY = "Answer with nothing but one JSON object."
#: fields that ask for another kind of answer -> the values that ask for nothing
_NOT_HERE: Mapping[str, tuple[Any, ...]] = {
    "n": (None, 1),
    "logprobs": (None, False),
    "top_logprobs": (None, 0),
    "audio": (None,),
    "modalities": (None, ["text"]),
    "functions": (None, []),
    "function_call": (None, "auto", "none"),
    "store": (None, False),
    "web_search_options": (None,),
}
#: orders to this proxy, which other gateways know on this wire, too
_GATEWAY = ("provider", "providerOptions", "session_id")
_CHOICES: Mapping[str, str] = {"auto": "auto", "required": "any", "none": "none"}


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """body: the Anthropic request. include_usage: whether a stream ends with a chunk of token counts."""

    body: dict[str, Any] = field(repr=False)
    include_usage: bool


def from_openai_chat(request: Any) -> ChatRequest:
    """What a client asks for, in Anthropic's words.

    Raises `ProxyError` VALIDATION_FAILED and UNSUPPORTED_PARAMETER with the path of the field.
    """
    if not isinstance(request, dict):
        raise ProxyError("VALIDATION_FAILED", "The request body must be a JSON object.")
    for name, nothing in _NOT_HERE.items():
        if request.get(name) not in nothing:
            raise _unsupported(name, f"{name} is not supported by this proxy")
    conversation = _Conversation()
    messages = request.get("messages")
    if not isinstance(messages, list) or not messages:
        raise _invalid("messages", "must be a list of at least one message")
    for index, message in enumerate(messages):
        conversation.add(message, f"messages[{index}]")
    body: dict[str, Any] = {"model": request.get("model"), "messages": conversation.messages}
    body |= _settings(request)
    body |= _tools(request)
    wanted = _response_format(request.get("response_format"), conversation.system)
    if conversation.system:
        body["system"] = "\n\n".join(conversation.system)
    body |= {name: request[name] for name in _GATEWAY if request.get(name) is not None}
    _effort(request, wanted)
    if wanted:
        body["output_config"] = wanted
    options = request.get("stream_options")
    return ChatRequest(body, isinstance(options, dict) and options.get("include_usage") is True)


def _settings(request: Mapping[str, Any]) -> dict[str, Any]:
    limit = request.get("max_completion_tokens") or request.get("max_tokens") or DEFAULT_MAX_TOKENS
    fields: dict[str, Any] = {"max_tokens": limit}
    for name in ("temperature", "top_p", "stream"):
        if request.get(name) is not None:
            fields[name] = request[name]
    stop = request.get("stop")
    if stop:
        fields["stop_sequences"] = [stop] if isinstance(stop, str) else stop
    if isinstance(request.get("user"), str):
        fields["metadata"] = {"user_id": request["user"]}
    if request.get("reasoning_effort") == "none":
        fields["thinking"] = {"type": "disabled"}
    return fields


def _effort(request: Mapping[str, Any], config: dict[str, Any]) -> None:
    effort = request.get("reasoning_effort")
    if effort is None or effort == "none":
        return
    if not isinstance(effort, str):
        raise _invalid("reasoning_effort", "must be a string")
    config["effort"] = "low" if effort == "minimal" else effort


def _response_format(wanted: Any, system: list[str]) -> dict[str, Any]:
    """The output_config for a response format; for plain JSON a sentence is added to the system prompt."""
    if wanted is None or (isinstance(wanted, dict) and wanted.get("type") == "text"):
        return {}
    kind = wanted.get("type") if isinstance(wanted, dict) else None
    if kind == "json_object":
        system.append(JSON_ONLY)
        return {}
    described = wanted.get("json_schema") if kind == "json_schema" else None
    schema = described.get("schema") if isinstance(described, dict) else None
    if not isinstance(schema, dict):
        raise _invalid("response_format", "must be of type text, json_object, or json_schema with a schema")
    return {"format": {"type": "json_schema", "schema": schema}}


# ---------------------------------------------------------------- tools


def _tools(request: Mapping[str, Any]) -> dict[str, Any]:
    tools = request.get("tools")
    if not tools:
        return {}
    if not isinstance(tools, list):
        raise _invalid("tools", "must be a list")
    made = [_tool(tool, f"tools[{index}]") for index, tool in enumerate(tools)]
    choice = _tool_choice(request.get("tool_choice"))
    if request.get("parallel_tool_calls") is False and choice.get("type", "auto") != "none":
        choice = {"type": "auto", **choice, "disable_parallel_tool_use": True}
    return {"tools": made, "tool_choice": choice} if choice else {"tools": made}


def _tool(tool: Any, path: str) -> dict[str, Any]:
    function = tool.get("function") if isinstance(tool, dict) else None
    if not isinstance(function, dict) or tool.get("type", "function") != "function":
        kind = tool.get("type") if isinstance(tool, dict) else None
        raise _unsupported(
            f"{path}.type", f"a tool of type '{str(kind)[:60]}' is not supported: use functions"
        )
    if not isinstance(function.get("name"), str):
        raise _invalid(f"{path}.function.name", "must be a string")
    schema = function.get("parameters") or {"type": "object", "properties": {}}
    made = {"name": function["name"], "input_schema": schema}
    return {**made, "description": function["description"]} if function.get("description") else made


def _tool_choice(choice: Any) -> dict[str, Any]:
    if choice is None:
        return {}
    if isinstance(choice, str) and choice in _CHOICES:
        return {"type": _CHOICES[choice]}
    function = choice.get("function") if isinstance(choice, dict) else None
    if isinstance(function, dict) and isinstance(function.get("name"), str):
        return {"type": "tool", "name": function["name"]}
    raise _invalid("tool_choice", "must be auto, none, required or a function")


# ---------------------------------------------------------------- messages


class _Conversation:
    """Anthropic's messages, one after another. system: the texts that stand before all others."""

    def __init__(self) -> None:
        self.system: list[str] = []
        self.messages: list[dict[str, Any]] = []

    def add(self, message: Any, path: str) -> None:
        if not isinstance(message, dict):
            raise _invalid(path, "must be an object")
        role, content = message.get("role"), message.get("content")
        if role in ("system", "developer"):
            self._system(_plain_text(content, f"{path}.content"))
        elif role == "user":
            self._user(_parts(content, f"{path}.content"))
        elif role == "assistant":
            self._assistant(message, path)
        elif role == "tool":
            self._result(message, path)
        else:
            raise _invalid(f"{path}.role", "must be system, developer, user, assistant or tool")

    def _system(self, text: str) -> None:
        if not self.messages:
            self.system.append(text)
        elif text:  # Anthropic has no other place for it in the midst of a conversation
            self._user([_text(f"<system-reminder>\n{text}\n</system-reminder>")])

    def _user(self, blocks: list[dict[str, Any]]) -> None:
        if self.messages and self.messages[-1]["role"] == "user":
            self.messages[-1]["content"] += blocks
        else:
            self.messages.append({"role": "user", "content": blocks})

    def _assistant(self, message: Mapping[str, Any], path: str) -> None:
        blocks: list[dict[str, Any]] = []
        thought = message.get("reasoning_content")
        if isinstance(thought, str) and thought:
            blocks.append({"type": "thinking", "thinking": thought, "signature": ""})
        said = message.get("content") or message.get("refusal")
        if said and (text := _plain_text(said, f"{path}.content")):
            blocks.append(_text(text))
        calls = message.get("tool_calls") or []
        if not isinstance(calls, list):
            raise _invalid(f"{path}.tool_calls", "must be a list")
        blocks += [_call(call, f"{path}.tool_calls[{index}]") for index, call in enumerate(calls)]
        if blocks:
            self.messages.append({"role": "assistant", "content": blocks})

    def _result(self, message: Mapping[str, Any], path: str) -> None:
        call = message.get("tool_call_id")
        if not isinstance(call, str) or not call:
            raise _invalid(f"{path}.tool_call_id", "must be a string")
        content = _parts(message.get("content"), f"{path}.content")
        self._user([{"type": "tool_result", "tool_use_id": call, "content": content}])


def _call(call: Any, path: str) -> dict[str, Any]:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(function, dict) or not isinstance(call.get("id"), str):
        raise _invalid(path, "must have an id and a function")
    arguments = function.get("arguments") or "{}"
    try:
        value = json.loads(arguments) if isinstance(arguments, str) else arguments
    except json.InvalidJson:
        value = None
    if not isinstance(value, dict):
        raise _invalid(f"{path}.function.arguments", "must be a JSON object")
    if not isinstance(function.get("name"), str):
        raise _invalid(f"{path}.function.name", "must be a string")
    return {"type": "tool_use", "id": call["id"], "name": function["name"], "input": value}


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _plain_text(content: Any, path: str) -> str:
    """The text of a message that can hold nothing else."""
    texts = []
    for block in _parts(content, path):
        if block["type"] != "text":
            raise _invalid(path, "must be text")
        texts.append(block["text"])
    return "\n\n".join(texts)


def _parts(content: Any, path: str) -> list[dict[str, Any]]:
    if content is None or content == "":
        return []
    if isinstance(content, str):
        return [_text(content)]
    if not isinstance(content, list):
        raise _invalid(path, "must be a string or a list of parts")
    return [_part(part, f"{path}[{index}]") for index, part in enumerate(content)]


def _part(part: Any, path: str) -> dict[str, Any]:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind in ("text", "refusal") and isinstance(part.get(kind), str):
        return _text(part[kind])
    if kind == "image_url":
        image = part.get("image_url")
        url = image.get("url") if isinstance(image, dict) else image
        if not isinstance(url, str):
            raise _invalid(f"{path}.image_url.url", "must be a string")
        return {"type": "image", "source": _source(url, "image/png")}
    if kind == "file":
        file = part.get("file")
        data = file.get("file_data") if isinstance(file, dict) else None
        if not isinstance(data, str):
            raise _unsupported(
                f"{path}.file", "a file must come with its file_data: ids of files lie elsewhere"
            )
        document = {"type": "document", "source": _source(data, "application/pdf")}
        return {**document, "title": file["filename"]} if isinstance(file.get("filename"), str) else document
    if isinstance(kind, str) and kind not in ("text", "refusal"):
        raise _unsupported(f"{path}.type", f"content of type '{kind[:60]}' is not supported")
    raise _invalid(path, "must be a part with a type")


def _source(url: str, media_type: str) -> dict[str, Any]:
    """Anthropic's source for an address, for data in one (RFC 2397), and for bare base64."""
    if not url.startswith("data:"):
        if url.startswith(("http://", "https://")):
            return {"type": "url", "url": url}
        return {"type": "base64", "media_type": media_type, "data": url}
    head, _, data = url.removeprefix("data:").partition(",")
    named = head.removesuffix(";base64").partition(";")[0]
    return {"type": "base64", "media_type": named or media_type, "data": data}


def _invalid(path: str, what: str) -> ProxyError:
    return ProxyError("VALIDATION_FAILED", f"{path}: {what}.", param=path)


def _unsupported(path: str, what: str) -> ProxyError:
    return ProxyError("UNSUPPORTED_PARAMETER", f"{what[0].upper()}{what[1:]}.", param=path)
