"""Presidio, by Microsoft, with a spaCy model: names and places that only the sense of a sentence tells.

Owns what Presidio's entities are called here and how it is brought up without a network. Its own way would
download: the spaCy model where it is missing, and the list of top-level domains by which it judges e-mail
addresses. Presidio is imported by `open` alone, never with this module.

Sources: https://microsoft.github.io/presidio/supported_entities/, https://spacy.io/api/language
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxy_core.privacy.plugins.base import Find, Plugin, PluginError
from proxy_core.privacy.types import Span

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine
    from spacy.language import Language

#: Presidio's entity -> our type. What the regulation does not name (organizations, UUIDs) is not asked for.
ENTITIES: Mapping[str, str] = {
    "PERSON": "NAME",
    "LOCATION": "GEO",
    "DATE_TIME": "DATE",
    "AGE": "AGE",
    "PHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "US_SSN": "SSN",
    "UK_NHS": "MRN",
    "US_BANK_NUMBER": "ACCOUNT",
    "CREDIT_CARD": "ACCOUNT",
    "IBAN_CODE": "ACCOUNT",
    "CRYPTO": "ACCOUNT",
    "MEDICAL_LICENSE": "LICENSE",
    "US_DRIVER_LICENSE": "LICENSE",
    "MAC_ADDRESS": "DEVICE",
    "URL": "URL",
    "IP_ADDRESS": "IP",
    "US_ITIN": "OTHER_ID",
    "US_PASSPORT": "OTHER_ID",
    "ID": "OTHER_ID",
}
#: Entities that no pattern finds: they come from the model or not at all.
FROM_MODEL = frozenset({"PERSON", "LOCATION", "AGE", "ID"})
#: From this score on a finding is looked for in later texts. Presidio gives whatever a model found .85, right
#: or wrong, and 1.0 to what a checksum proves.
SURE = 0.95


class PresidioPlugin(Plugin):
    """Presidio's analyzer with the spaCy model that the settings name; the model tells the language."""

    name = "Presidio"
    switch = "privacy.presidio"
    options = ("privacy.presidio_model", "privacy.presidio_entities", "privacy.presidio_score")

    def open(self, settings: Mapping[str, Any]) -> Find:
        nlp = _model(settings["privacy.presidio_model"])
        entities = list(dict.fromkeys(settings["privacy.presidio_entities"]))
        threshold = settings["privacy.presidio_score"] / 100
        engine = analyzer(nlp)
        missing = sorted(set(entities) - _findable(engine, nlp))
        if missing:
            raise PluginError(
                f"With the model '{settings['privacy.presidio_model']}' Presidio finds no "
                f"{', '.join(missing)}. Name another model under privacy.presidio_model, or change "
                "privacy.presidio_entities."
            )

        def find(text: str) -> list[Span]:
            with nlp.memory_zone():  # spaCy keeps every word that it has seen, for good
                hits = engine.analyze(text, nlp.lang, entities=entities, score_threshold=threshold)
                return [
                    Span(hit.start, hit.end, ENTITIES[hit.entity_type], hit.score >= SURE) for hit in hits
                ]

        return find


def analyzer(nlp: Language) -> AnalyzerEngine:
    """Presidio's analyzer with its default recognizers for the language of a loaded spaCy pipeline.

    Opens no connection, now or later. Raises `PluginError` if Presidio is not installed.
    """
    try:
        import presidio_analyzer
        import tldextract.tldextract
        from presidio_analyzer.nlp_engine import SpacyNlpEngine
        from presidio_analyzer.recognizer_registry import RecognizerRegistryProvider
    except ImportError:
        raise _not_installed() from None
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)  # it warns of what is meant so
    # The e-mail recognizer asks this object, which would fetch its list; this one has that of its package.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    engine = SpacyNlpEngine(models=[{"lang_code": nlp.lang, "model_name": nlp.meta["name"]}])
    engine.nlp = {nlp.lang: nlp}  # loaded already: its own `load` downloads
    registry = RecognizerRegistryProvider(
        registry_configuration={"supported_languages": [nlp.lang]}
    ).create_recognizer_registry()
    registry.add_nlp_recognizer(nlp_engine=engine)
    return presidio_analyzer.AnalyzerEngine(
        registry=registry, nlp_engine=engine, supported_languages=[nlp.lang]
    )


def _model(name: str) -> Language:
    """The spaCy pipeline of an installed package or a folder."""
    try:
        import spacy
    except ImportError:
        raise _not_installed() from None
    if not (spacy.util.is_package(name) or Path(name, "meta.json").is_file()):
        raise PluginError(
            f"Presidio's spaCy model '{name}' is not installed. Run 'python -m spacy download {name}' and "
            "start Scrubroom again, or name another model under privacy.presidio_model."
        )
    try:
        return spacy.load(name)
    except Exception as error:  # the model's own code runs here, and its words may be anything
        raise PluginError(
            f"Presidio's spaCy model '{name}' cannot be loaded ({type(error).__name__}). Install it anew for "
            f"spaCy {spacy.__version__}, or name another one under privacy.presidio_model."
        ) from None


def _findable(engine: AnalyzerEngine, nlp: Language) -> set[str]:
    """The entities that something really finds: of a model Presidio names all, known to it or not."""
    names = engine.nlp_engine.ner_model_configuration.model_to_presidio_entity_mapping
    known = {names.get(label, label) for labels in nlp.pipe_labels.values() for label in labels}
    return {
        entity
        for entity in engine.get_supported_entities(nlp.lang)
        if entity not in FROM_MODEL or entity in known
    }


def _not_installed() -> PluginError:
    return PluginError(
        "Presidio is switched on and not installed. Run \"python -m pip install 'scrubroom[presidio]'\" and "
        "start Scrubroom again, or set privacy.presidio to false."
    )
