"""A small real spaCy model, made here: nothing is downloaded, and what it finds is known."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from proxy_core.config import parse_config


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An English pipeline that knows a name, a town, an age and an id, saved to a folder."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "PERSON", "pattern": "Oluwaseun Quillfeather"},
            {"label": "PERSON", "pattern": "Release Notes"},
            {"label": "GPE", "pattern": "Winnetka"},
            {"label": "AGE", "pattern": "94"},
            {"label": "ID", "pattern": "Q-7731"},
        ]
    )
    folder = tmp_path_factory.mktemp("model")
    nlp.to_disk(folder)
    return folder


def settings(model: Path | str, **changed: object) -> dict[str, object]:
    """The whole program's settings with Presidio switched on. changed: others under `privacy`."""
    privacy = {"presidio": True, "presidio_model": str(model), **changed}
    return dict(parse_config({"privacy": privacy}).settings)
