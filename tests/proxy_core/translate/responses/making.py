"""Short makers of what the Responses API sends."""

from __future__ import annotations

from typing import Any

REQUEST: dict[str, Any] = {
    "model": "claude",
    "max_tokens": 100,
    "stream": True,
    "messages": [{"role": "user", "content": "go"}],
    "tools": [{"name": name, "input_schema": {"type": "object"}} for name in ("Read", "Bash")],
}


def event(kind: str, **fields: Any) -> dict[str, Any]:
    """An event; the common beginning of their names is left out."""
    return {"type": f"response.{kind}", **fields}


def response(status: str = "completed", *output: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A whole response."""
    return {
        "id": "resp_1",
        "object": "response",
        "status": status,
        "error": None,
        "output": list(output),
        **fields,
    }


def created() -> dict[str, Any]:
    return event("created", response=response("in_progress"))


def ended(*output: dict[str, Any], status: str = "completed", **fields: Any) -> dict[str, Any]:
    """The event at the end, with the whole response in it."""
    return event(status, response=response(status, *output, **fields))


def added(index: int, item: dict[str, Any]) -> dict[str, Any]:
    return event("output_item.added", output_index=index, item=item)


def done(index: int, item: dict[str, Any]) -> dict[str, Any]:
    return event("output_item.done", output_index=index, item=item)


def delta(kind: str, index: int, id: str, text: str, **fields: Any) -> dict[str, Any]:
    return event(f"{kind}.delta", output_index=index, item_id=id, delta=text, **fields)


def message(*texts: str, id: str = "msg_1") -> dict[str, Any]:
    content = [{"type": "output_text", "text": text, "annotations": []} for text in texts]
    return {"type": "message", "id": id, "role": "assistant", "status": "completed", "content": content}


def refusal(text: str) -> dict[str, Any]:
    return {**message(), "content": [{"type": "refusal", "refusal": text}]}


def reasoning(*summary: str, id: str = "rs_1", encrypted: str | None = "gAAA") -> dict[str, Any]:
    parts = [{"type": "summary_text", "text": text} for text in summary]
    return {"type": "reasoning", "id": id, "summary": parts, "encrypted_content": encrypted}


def call(
    arguments: str = "{}", *, id: str = "fc_1", call_id: str = "call_1", name: str = "Read"
) -> dict[str, Any]:
    item = {"type": "function_call", "id": id, "call_id": call_id, "name": name, "arguments": arguments}
    return {**item, "status": "completed"}
