"""The real Presidio on a small real spaCy model."""

from __future__ import annotations

import itertools
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import spacy
from presidio_analyzer import AnalyzerEngine

from proxy_core.errors import ProxyError
from proxy_core.privacy.guard import Guard
from proxy_core.privacy.plugins.base import PluginError
from proxy_core.privacy.plugins.presidio import ENTITIES, FROM_MODEL, PresidioPlugin, analyzer
from proxy_core.privacy.rules import engine_for
from proxy_core.privacy.scan import scan
from proxy_core.privacy.types import PHI_TYPES
from tests.proxy_core.privacy.plugins.conftest import settings

KEY = b"a synthetic install key"
TEXT = "Then Oluwaseun Quillfeather went home to Winnetka."


def ask(text: str, **more: Any) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": text}], **more}


def found(text: str, wanted: dict[str, object]) -> list[tuple[str, str]]:
    return [(span.type, text[span.start : span.end]) for span in scan(text, engine_for(wanted))]


def test_it_finds_what_only_a_model_knows(model: Path) -> None:
    assert scan(TEXT) == []
    assert found(TEXT, settings(model)) == [("NAME", "Oluwaseun Quillfeather"), ("GEO", "Winnetka")]


def test_only_what_is_asked_for_and_sure_enough(model: Path) -> None:
    assert found(TEXT, settings(model, presidio_entities=["PERSON"])) == [("NAME", "Oluwaseun Quillfeather")]
    assert found(TEXT, settings(model, presidio_score=86)) == []


def test_what_cannot_be_of_its_type_is_not_believed(model: Path) -> None:
    find = PresidioPlugin().open(settings(model))
    text = "Read the Release Notes first."
    assert [span.type for span in find(text)] == ["NAME"]
    assert found(text, settings(model)) == []


def test_what_our_own_recognizers_found_stands(model: Path) -> None:
    text = "Patient: Quillfeather\nOluwaseun Quillfeather called, SSN 219-09-4821."
    spans = scan(text, engine_for(settings(model, presidio_entities=list(ENTITIES), presidio_score=0)))
    values = [(span.type, text[span.start : span.end]) for span in spans]
    assert ("SSN", "219-09-4821") in values
    assert {"Oluwaseun", "Quillfeather"} <= {word for _, value in values for word in value.split()}
    assert all(one.end <= two.start for one, two in itertools.pairwise(spans))


def test_a_model_s_guess_is_not_looked_for_elsewhere(model: Path) -> None:
    guard = Guard(KEY, engine=engine_for(settings(model)))
    later = {"role": "user", "content": "Quillfeather called."}
    body = ask(TEXT)
    redacted = guard.redact({**body, "messages": [*body["messages"], later]})
    assert redacted.counts == {"NAME": 1, "GEO": 1}
    assert redacted.body["messages"][1] == later


def test_what_a_checksum_proves_is_sure(model: Path) -> None:
    find = PresidioPlugin().open(settings(model, presidio_entities=["CREDIT_CARD", "PERSON"]))
    sure = {span.type: span.sure for span in find(f"{TEXT} He paid with 4111 1111 1111 1111.")}
    assert sure == {"ACCOUNT": True, "NAME": False}


def test_tool_definitions_are_not_shown_to_it(model: Path) -> None:
    guard = Guard(KEY, engine=engine_for(settings(model)))
    tools = [{"name": "t", "description": TEXT, "input_schema": {}}]
    assert guard.redact(ask("Hello", tools=tools)).counts == {}
    assert guard.redact(ask(TEXT, tools=tools)).counts == {"NAME": 1, "GEO": 1}


def test_another_configuration_is_another_place_in_the_cache(model: Path) -> None:
    usual, more = Guard(KEY), Guard(KEY, engine=engine_for(settings(model)))
    fewer = Guard(KEY, engine=engine_for(settings(model, presidio_entities=["PERSON"])))
    keys = {guard.key_of(TEXT, "", plugins=True) for guard in (usual, more, fewer)}
    assert len(keys) == 3
    assert more.key_of(TEXT, "", plugins=False) == usual.key_of(TEXT, "", plugins=True)
    assert more.slow
    assert not usual.slow


def test_it_is_searched_once_for_each_text(model: Path) -> None:
    engine = engine_for(settings(model))
    guard = Guard(KEY, engine=engine)
    first = guard.redact(ask(TEXT)).body
    (detector,) = engine.detectors
    detector.__dict__["_find"] = None  # would be opened anew,
    detector.__dict__["_problem"] = PluginError("It was asked again.")  # and tell
    assert guard.redact(ask(TEXT)).body == first
    with pytest.raises(ProxyError, match="asked again"):
        guard.redact(ask(f"{TEXT} More."))


def test_many_threads_find_the_same(model: Path) -> None:
    engine = engine_for(settings(model))
    results: list[object] = []
    threads = [
        threading.Thread(
            target=lambda: results.append([engine.analyse(f"{number % 3}. {TEXT}") for number in range(12)])
        )
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(results) == 6
    assert all(result == results[0] for result in results)


def test_it_keeps_no_word_of_what_it_has_read(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = spacy.load(model)
    monkeypatch.setattr(spacy, "load", lambda name: nlp)
    find = PresidioPlugin().open(settings(model))
    before = len(nlp.vocab.strings)
    assert len(list(find(f"{TEXT} With Mr. Xylander."))) == 2
    assert "Xylander" not in nlp.vocab.strings
    assert len(nlp.vocab.strings) == before


def test_no_connection_is_opened(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def refuse(*where: object, **_: object) -> None:
        tried.append(where)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    find = PresidioPlugin().open(settings(model, presidio_entities=list(ENTITIES), presidio_score=0))
    types = {
        span.type for span in find(f"{TEXT} o.quillfeather@example.org, https://example.org/a, 3 May 2024")
    }
    assert {"EMAIL", "URL", "NAME"} <= types
    assert tried == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("en_no_such_model", "python -m spacy download en_no_such_model"),
        ("/no/such/folder", "is not installed"),
    ],
)
def test_a_model_that_is_missing_is_named_with_its_remedy(name: str, said: str) -> None:
    with pytest.raises(PluginError, match=said):
        PresidioPlugin().open(settings(name))
    with pytest.raises(ProxyError) as caught:
        Guard(KEY, engine=engine_for(settings(name))).redact(ask("Hello"))
    assert caught.value.code == "PRIVACY_CHECK_FAILED"
    assert said in caught.value.message
    assert not caught.value.retryable


def test_a_broken_model_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{}")
    with pytest.raises(PluginError, match="cannot be loaded"):
        PresidioPlugin().open(settings(tmp_path))


def test_a_model_that_cannot_find_what_is_asked_for_is_refused(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path)
    with pytest.raises(PluginError, match="finds no LOCATION, PERSON"):
        PresidioPlugin().open(settings(tmp_path))


def test_what_a_language_has_no_pattern_for_is_refused(tmp_path: Path) -> None:
    spacy.blank("de").to_disk(tmp_path)
    with pytest.raises(PluginError, match="finds no US_SSN"):
        PresidioPlugin().open(settings(tmp_path, presidio_entities=["US_SSN", "EMAIL_ADDRESS"]))


def test_without_the_package_the_command_is_named(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("spacy", "presidio_analyzer"):
        with monkeypatch.context() as missing:
            missing.setitem(sys.modules, package, None)
            with pytest.raises(PluginError, match=r"pip install 'scrubroom\[presidio\]'"):
                PresidioPlugin().open(settings(model))


def test_every_entity_is_presidio_s_and_every_type_ours(model: Path) -> None:
    engine = analyzer(spacy.load(model))
    assert isinstance(engine, AnalyzerEngine)
    assert set(ENTITIES) <= set(engine.get_supported_entities("en"))
    assert set(ENTITIES.values()) <= set(PHI_TYPES)
    assert set(FROM_MODEL) <= set(ENTITIES)


def test_nothing_is_imported_until_it_is_switched_on() -> None:
    code = (
        "import sys; from proxy_core.privacy.guard import Guard; from proxy_core.privacy.rules import engine_for; "
        "from proxy_core.config import parse_config; "
        "Guard(bytes(32), engine=engine_for(parse_config({}).settings)).redact({'messages': []}); "
        "print([name for name in ('spacy', 'presidio_analyzer', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
