"""Content blocks of Anthropic Messages as parts of a chat completions message.

Owns text, images, documents and search results. A block that the wire cannot say is refused by name; an
attachment that this model cannot take is refused in the newest message and named in words in older ones,
so that a conversation that once held one can go on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from proxy_core.errors import ProxyError
from proxy_core.translate.dialect import Dialect

Part = dict[str, Any]
Block = Mapping[str, Any]


def text_part(text: str) -> Part:
    return {"type": "text", "text": text}


def content_of(parts: Sequence[Part]) -> str | list[Part]:
    """A message's content: one string if there is only text, which every provider takes, else the parts."""
    if all(part["type"] == "text" for part in parts):
        return join_text([part["text"] for part in parts])
    return list(parts)


def join_text(texts: Sequence[str], separator: str = "\n\n") -> str:
    """One text of several; a single one stays the same object."""
    return texts[0] if len(texts) == 1 else separator.join(texts)


class Parts:
    """Turns blocks into parts for one model. notes: gets a sentence for what had to be left out."""

    def __init__(self, dialect: Dialect, model: str, notes: list[str]) -> None:
        self._dialect = dialect
        self._model = model
        self._notes = notes

    def part(self, block: Block, path: str, newest: bool) -> Part | None:
        """The part for a block of a user message or a tool result; None for an empty text.

        path: where the block stands, for the error. newest: whether it is in the last message.
        """
        kind = block.get("type")
        if kind == "text":
            return text_part(block["text"]) if block["text"] else None
        if kind == "image":
            return self._image(block, path)
        if kind == "document":
            return self._document(block, path, newest)
        if kind == "search_result":
            return text_part(_search_result(block))
        if kind == "tool_reference":
            return text_part(f"The tool {block.get('tool_name', '')} is available.")
        raise ProxyError(
            "UNSUPPORTED_PARAMETER",
            f"{path}: content of type '{str(kind)[:60]}' cannot be sent to this provider.",
            param=f"{path}.type",
        )

    def _image(self, block: Block, path: str) -> Part:
        source = block["source"]
        if not self._dialect.images:
            return self._left_out("image", "takes no images")
        kind = source.get("type")
        if kind == "base64":
            url = f"data:{source.get('media_type', 'image/png')};base64,{source.get('data', '')}"
        elif kind == "url":
            url = source.get("url", "")
        else:
            raise _unreadable(path, "image", str(kind))
        return {"type": "image_url", "image_url": {"url": url}}

    def _document(self, block: Block, path: str, newest: bool) -> Part:
        source = block["source"]
        kind = source.get("type")
        title = block.get("title") or ""
        if kind == "text":
            return text_part(_titled(block, source.get("data", "")))
        if kind == "content":
            return text_part(_titled(block, _text_of(source.get("content"))))
        if kind not in ("base64", "url"):
            raise _unreadable(path, "document", str(kind))
        if not (self._dialect.pdf and (kind == "base64" or self._dialect.pdf_url)):
            if newest:
                raise ProxyError(
                    "UNSUPPORTED_PARAMETER",
                    f"{path}: the model '{self._model}' takes no PDF files. Send their text instead, "
                    "or map this model to a provider that reads them.",
                    param=path,
                )
            return self._left_out("PDF file", "takes no PDF files", title)
        data = source.get("url", "")
        if kind == "base64":
            data = f"data:{source.get('media_type', 'application/pdf')};base64,{source.get('data', '')}"
        return {"type": "file", "file": {"filename": title or "document.pdf", "file_data": data}}

    def _left_out(self, what: str, why: str, title: str = "") -> Part:
        note = f"{what}s were left out: {self._model} {why}"
        if note not in self._notes:
            self._notes.append(note)
        name = f" '{title}'" if title else ""
        return text_part(f"[The {what}{name} was left out: this model {why}.]")


def _unreadable(path: str, what: str, kind: str) -> ProxyError:
    return ProxyError(
        "UNSUPPORTED_PARAMETER",
        f"{path}.source: a source of type '{kind[:60]}' of an {what} lies at Anthropic, "
        "where this provider cannot read it.",
        param=f"{path}.source.type",
    )


def _titled(block: Block, text: str) -> str:
    head = [part for part in (block.get("title"), block.get("context")) if isinstance(part, str) and part]
    return "\n".join([*head, text]) if head else text


def _search_result(block: Block) -> str:
    head = [str(block[name]) for name in ("title", "source") if block.get(name)]
    return "\n".join([*head, _text_of(block.get("content"))])


def _text_of(content: Any) -> str:
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else []
    return "\n".join(str(block.get("text", "")) for block in blocks if block.get("type") == "text")
