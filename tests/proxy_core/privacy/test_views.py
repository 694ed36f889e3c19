"""Wrappings of tools, and the way back to the original."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from proxy_core.privacy.types import Span
from proxy_core.privacy.views import literals, narrative, sentences, unprefixed, whole

Find = Callable[[str], list[tuple[str, str]]]
LINES = ["Patient: Maria Okafor", "MRN: 8842119", "DOB: 3/4/1960"]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda i, line: f"{i:6}→{line}", lambda i, line: f"{i:6}\t{line}", lambda i, line: f"notes/a.txt:{i}:{line}",
        lambda i, line: f"+{line}", lambda i, line: f"> {line}", lambda i, line: f"# {line}", lambda i, line: f"{i}:{line}",
    ],
)  # fmt: skip
def test_findings_are_the_same_in_every_wrapping(wrap: Callable[[int, str], str], found: Find) -> None:
    text = "\n".join(wrap(index, line) for index, line in enumerate(LINES, 1))
    assert found(text) == [("NAME", "Maria Okafor"), ("MRN", "8842119"), ("DATE", "3/4/1960")]


def test_escapes_are_undone_and_places_kept() -> None:
    view = whole(r"a\nb\"c")
    assert view.text == 'a\nb"c'
    assert list(view.back(Span(2, 5, "NAME"))) == [Span(3, 7, "NAME")]


def test_only_literals_with_escapes_are_views() -> None:
    assert [
        view.text for view in literals(r'x = "no escapes here at all"; y = "first\nsecond and more"')
    ] == ["first\nsecond and more"]


@pytest.mark.parametrize("sign", ["|", "\t"])
def test_a_column_of_numbers_is_no_count_of_lines(sign: str) -> None:
    assert unprefixed(f"8842119{sign}a\n8842131{sign}b\n8842140{sign}c") is None
    assert unprefixed(f"9{sign}a\n10{sign}b\n11{sign}c") is not None


def test_keys_with_dots_are_no_names_of_files(found: Find) -> None:
    assert unprefixed("patient.mrn: 8842119\npatient.name: Maria Okafor\npatient.dob: 3/4/1960") is None
    assert unprefixed("a/notes.txt:MRN: 8842119\na/notes.txt:DOB: 3/4/1960") is not None


def test_json_in_an_attribute_is_read(found: Find) -> None:
    text = '<div data-x="{&quot;lastName&quot;:&quot;O&#39;Malley&quot;,&quot;mrn&quot;:&quot;8842119&quot;}"></div>'
    assert found(text) == [("NAME", "O&#39;Malley"), ("MRN", "8842119")]


def test_a_text_without_prefixes_has_no_view() -> None:
    assert unprefixed("plain\ntext") is None


def test_escaped_json_in_json_is_read(found: Find) -> None:
    text = r'{"body": "{\"patient\": {\"last_name\": \"Okafor\", \"dob\": \"1960-03-04\"}}"}'
    assert found(text) == [("NAME", "Okafor"), ("DATE", "1960-03-04")]


def test_a_narrative_is_read_without_its_elements() -> None:
    text = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Ma<b>ria</b></p><td>1</td><td>2</td></div>'
    view = narrative(text)
    assert view is not None
    assert view.text.split() == ["Maria", ";", "1;", ";", "2;"]
    start = view.text.index("Maria")
    parts = list(view.back(Span(start, start + 5, "NAME")))
    assert [text[part.start : part.end] for part in parts] == ["Ma", "ria"]
    assert narrative("<p>Maria</p>") is None


def test_sentences_in_data_are_a_text_of_their_own(found: Find) -> None:
    view = sentences('{"a": "She called us twice", "b": "one two", "msg":"He came on a Monday"}')
    assert view is not None
    assert view.text.endswith("\nShe called us twice\nHe came on a Monday\n")
    assert list(view.back(Span(0, 7, "NAME"))) == []
    assert sentences('{"a": "b"}') is None
    text = '{"mrn": "8842119", "comment": "Pt prefers calls in the morning; daughter Ysolde will drive."}'
    assert [value for _, value in found(text)] == ["8842119", "Ysolde"]
