"""Content blocks as parts."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.errors import ProxyError
from proxy_core.translate.content import Parts, content_of, join_text, text_part
from proxy_core.translate.dialect import Dialect

PDF = {
    "type": "document",
    "title": "scan.pdf",
    "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBE"},
}


def part(block: dict[str, Any], newest: bool = True, notes: list[str] | None = None, **flags: Any) -> Any:
    return Parts(Dialect(**flags), "model-x", [] if notes is None else notes).part(
        block, "messages[0].content[0]", newest
    )


def test_text_alone_is_one_string_and_a_single_text_is_shared() -> None:
    words = "some words"
    assert content_of([text_part(words)]) is words
    assert content_of([text_part("a"), text_part("b")]) == "a\n\nb"
    mixed = [text_part("a"), {"type": "image_url", "image_url": {"url": "u"}}]
    assert content_of(mixed) == mixed
    assert join_text(["a", "b"], "\n") == "a\nb"


def test_an_empty_text_is_no_part() -> None:
    assert part({"type": "text", "text": ""}) is None


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ({"type": "base64", "media_type": "image/webp", "data": "QQ=="}, "data:image/webp;base64,QQ=="),
        ({"type": "url", "url": "https://example.com/a.png"}, "https://example.com/a.png"),
    ],
)
def test_images_become_image_urls(source: dict[str, str], url: str) -> None:
    assert part({"type": "image", "source": source}) == {"type": "image_url", "image_url": {"url": url}}


def test_an_image_for_a_model_without_eyes_is_named_in_words_and_noted_once() -> None:
    notes: list[str] = []
    block = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "QQ=="}}
    parts = Parts(Dialect(images=False), "model-x", notes)
    for _ in range(2):
        made = parts.part(block, "messages[0].content[0]", True)
        assert made == text_part("[The image was left out: this model takes no images.]")
    assert notes == ["images were left out: model-x takes no images"]


def test_a_pdf_is_a_file_part_where_files_are_taken() -> None:
    made = part(PDF, pdf=True)
    assert made == {
        "type": "file",
        "file": {"filename": "scan.pdf", "file_data": "data:application/pdf;base64,JVBE"},
    }
    linked = {"type": "document", "source": {"type": "url", "url": "https://example.com/a.pdf"}}
    assert part(linked, pdf=True, pdf_url=True)["file"] == {
        "filename": "document.pdf",
        "file_data": "https://example.com/a.pdf",
    }


def test_a_pdf_that_cannot_be_read_is_refused_in_the_newest_message_and_named_in_older_ones() -> None:
    with pytest.raises(ProxyError) as refused:
        part(PDF)
    assert refused.value.code == "UNSUPPORTED_PARAMETER"
    assert refused.value.param == "messages[0].content[0]"
    assert "model-x" in refused.value.message
    notes: list[str] = []
    older = part(PDF, newest=False, notes=notes)
    assert older == text_part("[The PDF file 'scan.pdf' was left out: this model takes no PDF files.]")
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("block", "text"),
    [
        ({"type": "document", "source": {"type": "text", "data": "plain"}}, "plain"),
        (
            {"type": "document", "title": "T", "context": "C", "source": {"type": "text", "data": "plain"}},
            "T\nC\nplain",
        ),
        (
            {
                "type": "document",
                "source": {"type": "content", "content": [{"type": "text", "text": "inner"}]},
            },
            "inner",
        ),
        ({"type": "document", "source": {"type": "content", "content": "inner"}}, "inner"),
        (
            {
                "type": "search_result",
                "title": "T",
                "source": "https://example.com",
                "content": [{"type": "text", "text": "found"}],
            },
            "T\nhttps://example.com\nfound",
        ),
    ],
)
def test_documents_of_text_and_search_results_become_text(block: dict[str, Any], text: str) -> None:
    assert part(block) == text_part(text)


def test_a_file_that_lies_at_anthropic_is_refused() -> None:
    for kind in ("image", "document"):
        with pytest.raises(ProxyError) as refused:
            part({"type": kind, "source": {"type": "file", "file_id": "file_1"}}, pdf=True)
        assert refused.value.param == "messages[0].content[0].source.type"
