"""Every place of a request in which `scrubroom verify` plants a patient.

A table: what to plant, and how it stands in a request. Must not know what becomes of it. The shapes are those
of https://docs.anthropic.com/en/api/messages and of what Claude Code sends.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.verify_patients import Form, Patient

Fields = dict[str, Any]

MODEL = "claude-verify"
SYSTEM, MESSAGES, CALLS, RESULTS = "system prompt", "messages", "tool calls", "tool results"
DOCUMENTS, TOOLS, OTHER = "documents", "tool definitions", "everything else"
#: the groups in the order of the table
GROUPS = (SYSTEM, MESSAGES, CALLS, RESULTS, DOCUMENTS, TOOLS, OTHER)


@dataclass(frozen=True, slots=True)
class Position:
    """place: what is planted -> the fields of the request. refused: the code with which it must be refused.

    header: what is planted stands in a header of the client's own instead.
    """

    group: str
    name: str
    place: Callable[[Any], Fields]
    form: Callable[[Patient], Form] = Patient.note
    refused: str = ""
    header: bool = False


def request(fields: Mapping[str, Any]) -> Fields:
    """The smallest request with these fields."""
    return {"model": MODEL, "max_tokens": 100, "messages": [user("Go on.")], **fields}


def user(content: Any) -> Fields:
    return {"role": "user", "content": content}


def text(value: str) -> Fields:
    return {"type": "text", "text": value}


def _turn(*messages: Fields) -> Fields:
    return {"messages": [user("Hello."), *messages]}


def _said(role: str, content: Any) -> Fields:
    return _turn({"role": role, "content": content}, user("Go on."))


def _block(block: Fields) -> Fields:
    return {"messages": [user([block])]}


def _call(value: Any, *, id: str = "toolu_01Verify", name: str = "Write", type: str = "tool_use") -> Fields:
    call = {"type": type, "id": id, "name": name, "input": value}
    if type == "mcp_tool_use":
        call["server_name"] = "verify"
    return _said("assistant", [text("I call a tool."), call])


def _result(content: Any, **more: Any) -> Fields:
    call = {"type": "tool_use", "id": "toolu_01Verify", "name": "Read", "input": {"path": "a"}}
    result = {"type": "tool_result", "tool_use_id": "toolu_01Verify", "content": content, **more}
    return _turn({"role": "assistant", "content": [call]}, user([result]))


def _document(source: Fields, **more: Any) -> Fields:
    return _block({"type": "document", "source": source, **more})


def _plain(value: str) -> Fields:
    return {"type": "text", "media_type": "text/plain", "data": value}


def _tool(**fields: Any) -> Fields:
    tool = {"name": "Look", "description": "Looks.", "input_schema": {"type": "object"}, **fields}
    return {"tools": [tool]}


def _schema(properties: Fields) -> Fields:
    return _tool(input_schema={"type": "object", "properties": properties})


def _user_id(value: Any) -> Fields:
    return {"metadata": {"user_id": json.dumps({"account": "a", "note": value})}}


def _format(value: str) -> Fields:
    schema = {"type": "object", "properties": {"title": {"type": "string", "description": value}}}
    return {"output_config": {"effort": "high", "format": {"type": "json_schema", "schema": schema}}}


def _cited(value: str) -> Fields:
    citation = {"type": "char_location", "cited_text": value, "document_index": 0}
    return _said("assistant", [{**text("As you wrote."), "citations": [citation]}])


def _found(value: str) -> Fields:
    block = {"type": "search_result", "title": "A", "source": "local", "content": [text(value)]}
    return _block(block)


_REFUSED = "PHI_IN_TOOL_SCHEMA"
_NOTE, _LINE = Patient.note, Patient.sentence

POSITIONS: tuple[Position, ...] = (
    Position(SYSTEM, "system, a string", lambda it: {"system": it}),
    Position(SYSTEM, "system, a block", lambda it: {"system": [text("Be kind."), text(it)]}),
    Position(MESSAGES, "a user's message, a string", lambda it: {"messages": [user(it)]}),
    Position(
        MESSAGES, "a user's message, a block", lambda it: {"messages": [user([text("See:"), text(it)])]}
    ),
    Position(MESSAGES, "an assistant's message, a string", lambda it: _said("assistant", it)),
    Position(MESSAGES, "an assistant's message, a block", lambda it: _said("assistant", [text(it)])),
    Position(MESSAGES, "a system message, a string", lambda it: _said("system", it)),
    Position(MESSAGES, "a system message, a block", lambda it: _said("system", [text(it)])),
    Position(MESSAGES, "a system message at the end", lambda it: _turn({"role": "system", "content": it})),
    Position(MESSAGES, "two user's messages in a row", lambda it: _turn(user(it), user("Go on."))),
    Position(MESSAGES, "a citation", _cited, _LINE),
    Position(
        MESSAGES,
        "a thought without a signature",
        lambda it: _said("assistant", [{"type": "thinking", "thinking": it, "signature": ""}, text("Yes.")]),
    ),
    Position(MESSAGES, "a long text, checked in a thread", lambda it: {"messages": [user(it)]}, Patient.long),
    Position(CALLS, "input, a value", lambda it: _call({"file_path": "/tmp/a", "content": it})),
    Position(CALLS, "input, keys that tell", _call, Patient.record),
    Position(
        CALLS,
        "input, deep inside",
        lambda it: _call({"edits": [{"rows": [["x"], {"cells": [it, 1, None]}]}]}),
    ),
    Position(CALLS, "input, a key", lambda it: _call({"by_line": {it: True}}), _LINE),
    Position(CALLS, "input, JSON in a string", lambda it: _call({"content": it}), Patient.json_text),
    Position(CALLS, "input of a server's tool", lambda it: _call({"query": it}, type="server_tool_use")),
    Position(CALLS, "input of an MCP tool", lambda it: _call({"query": it}, type="mcp_tool_use")),
    Position(CALLS, "an id that is none", lambda it: _call({}, id=it), _LINE),
    Position(CALLS, "a name that is none", lambda it: _call({}, name=it), _LINE),
    Position(RESULTS, "a string", _result),
    Position(RESULTS, "a block", lambda it: _result([text("Output:"), text(it)])),
    Position(RESULTS, "an error", lambda it: _result(it, is_error=True)),
    Position(RESULTS, "a file with line numbers", _result, Patient.numbered),
    Position(RESULTS, "an HL7 message", _result, Patient.hl7),
    Position(RESULTS, "JSON in a string", _result, Patient.json_text),
    Position(RESULTS, "a field nobody knows", lambda it: _result("ok", note=it)),
    Position(RESULTS, "of another call, that nobody made", lambda it: _result(it, tool_use_id="toolu_99")),
    Position(DOCUMENTS, "a text", lambda it: _document(_plain(it))),
    Position(DOCUMENTS, "blocks", lambda it: _document({"type": "content", "content": [text(it)]})),
    Position(DOCUMENTS, "a title", lambda it: _document(_plain("Empty."), title=it), _LINE),
    Position(DOCUMENTS, "a context", lambda it: _document(_plain("Empty."), context=it), _LINE),
    Position(DOCUMENTS, "a result of a search", _found),
    Position(TOOLS, "a description", lambda it: _tool(description=it), _NOTE, _REFUSED),
    Position(
        TOOLS, "a schema's description", lambda it: _schema({"a": {"description": it}}), _NOTE, _REFUSED
    ),
    Position(TOOLS, "a schema's choice", lambda it: _schema({"a": {"enum": ["x", it]}}), _LINE, _REFUSED),
    Position(TOOLS, "a schema's key", lambda it: _schema({it: {"type": "string"}}), _LINE, _REFUSED),
    Position(TOOLS, "a name", lambda it: _tool(name=it), _LINE, _REFUSED),
    Position(OTHER, "metadata.user_id, a text", lambda it: {"metadata": {"user_id": it}}),
    Position(OTHER, "metadata.user_id, an object", _user_id, _LINE),
    Position(OTHER, "metadata, another field", lambda it: {"metadata": {"note": it}}),
    Position(OTHER, "an unknown field of the request", lambda it: {"x_note": {"deep": [it]}}),
    Position(OTHER, "an unknown field, keys that tell", lambda it: {"x_record": it}, Patient.record),
    Position(OTHER, "an unknown field's name", lambda it: {it: True}, _LINE),
    Position(OTHER, "an unknown field of a message", lambda it: {"messages": [{**user("Hi."), "name": it}]}),
    Position(OTHER, "an unknown field of a block", lambda it: _block({**text("Hi."), "x_note": it})),
    Position(OTHER, "an unknown block", lambda it: _block({"type": "x_new", "body": {"lines": [it]}})),
    Position(
        OTHER, "cache_control", lambda it: _block({**text("Hi."), "cache_control": {"scope": it}}), _LINE
    ),
    Position(OTHER, "stop_sequences", lambda it: {"stop_sequences": ["END", it]}, _LINE),
    Position(OTHER, "tool_choice", lambda it: {"tool_choice": {"type": "tool", "name": it}}, _LINE),
    Position(OTHER, "output_config, a schema", _format),
    Position(OTHER, "context_management", lambda it: {"context_management": {"edits": [{"keep": it}]}}),
    Position(OTHER, "container", lambda it: {"container": it}, _LINE),
    Position(
        OTHER, "mcp_servers", lambda it: {"mcp_servers": [{"type": "url", "name": "a", "url": it}]}, _LINE
    ),
    Position(OTHER, "service_tier", lambda it: {"service_tier": it}, _LINE),
    Position(OTHER, "the model's name", lambda it: {"model": it}, _LINE, "VALIDATION_FAILED"),
    Position(OTHER, "a header", lambda it: {}, _LINE, header=True),
)


def attachments(patient: Patient) -> Mapping[str, tuple[Fields, bytes]]:
    """What cannot be looked into: place -> the request's fields, and the bytes that must not leave."""
    data = base64.b64encode(str(patient.note().content).encode()).decode()
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}}
    paper = {"type": "base64", "media_type": "application/pdf", "data": data}
    places = {
        "an image": _block(image),
        "an image in a tool's result": _result([image]),
        "an image in a document": _document({"type": "content", "content": [image]}),
        "a PDF": _document(paper),
    }
    return {name: (fields, data.encode()) for name, fields in places.items()}
