"""One message of an Anthropic request as items of the Responses API.

An assistant's message becomes as many items as it has thoughts, texts and calls, in their order: a reasoning
item must stand right before what came of it. Results, order and refusals are as on chat completions.
"""

from __future__ import annotations

from functools import lru_cache

from proxy_core.translate.content import Block, Part
from proxy_core.translate.dialect import Dialect
from proxy_core.translate.names import upstream_id, upstream_name
from proxy_core.translate.responses.thoughts import encrypted_item, text_item
from proxy_core.translate.turns import Message, Turn, Turns, assistant_text
from proxy_core.wire import json


class ItemTurns(Turns):
    """Makes the turns for one model. issuer: whose reasoning it can read, see `thoughts`."""

    def __init__(self, dialect: Dialect, model: str, issuer: str) -> None:
        super().__init__(dialect, model)
        self._issuer = issuer

    def text_message(self, role: str, text: str) -> Message:
        if role == "assistant":
            return self._words(text, "final_answer")
        return {"type": "message", "role": role, "content": [{"type": "input_text", "text": text}]}

    def user_message(self, parts: list[Part]) -> Message:
        return {"type": "message", "role": "user", "content": [as_input(part) for part in parts]}

    def result_message(self, call: str, content: str | list[Part]) -> Message:
        output = content if isinstance(content, str) else [as_input(part) for part in content]
        return {"type": "function_call_output", "call_id": call, "output": output}

    def assistant_turn(self, content: list[Block]) -> Turn:
        calls = [block for block in content if block.get("type") == "tool_use"]
        # Words beside calls were said on the way to the answer.
        phase = "commentary" if calls else "final_answer"
        items: list[Message] = []
        texts: list[Block] = []
        for block in content:
            item = self._item(block)
            if item is None:
                texts.append(block)
                continue
            items += self._said(texts, phase)
            texts = []
            items.append(item)
        items += self._said(texts, phase)
        while items and items[-1]["type"] == "reasoning":
            items.pop()  # the turn was broken off; without what came of it a thought is refused
        ids = tuple(item["call_id"] for item in items if item["type"] == "function_call")
        return Turn("assistant", tuple(items), ids)

    def _item(self, block: Block) -> Message | None:
        """The item that a block is by itself; None for words, which are gathered, and what is left out."""
        kind = block.get("type")
        if kind == "tool_use":
            return {
                "type": "function_call",
                "call_id": upstream_id(block["id"], self.dialect.call_ids),
                "name": upstream_name(block["name"]),
                "arguments": json.dumps(block["input"]).decode(),
            }
        if kind != "thinking":
            return None
        if self.dialect.reasoning_items == "encrypted":
            return encrypted_item(block, self._issuer)
        return text_item(block) if self.dialect.reasoning_items == "text" else None

    def _said(self, blocks: list[Block], phase: str) -> list[Message]:
        text = assistant_text(blocks)
        return [self._words(text, phase)] if text else []

    def _words(self, text: str, phase: str) -> Message:
        content = [{"type": "output_text", "text": text}]
        message: Message = {"type": "message", "role": "assistant", "content": content}
        return {**message, "phase": phase} if self.dialect.phases else message


@lru_cache(maxsize=64)
def item_turns(dialect: Dialect, model: str, issuer: str) -> ItemTurns:
    """The same object for the same dialect, model and issuer, as `turns.turns_for`."""
    return ItemTurns(dialect, model, issuer)


def as_input(part: Part) -> Part:
    """A part of a chat completions message as content of an item; what is such content stays."""
    if part["type"] == "text":
        return {"type": "input_text", "text": part["text"]}
    if part["type"] == "image_url":
        return {"type": "input_image", "image_url": part["image_url"]["url"], "detail": "auto"}
    if part["type"] == "file":
        file = part["file"]
        if not file["file_data"].startswith("data:"):
            return {"type": "input_file", "file_url": file["file_data"]}
        return {"type": "input_file", **file}
    return part
