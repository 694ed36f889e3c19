"""A decision holds for one content of one file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.phiallow_trust import Decision, TrustStore

FILE = Path("/srv/app/.phiallow")


def test_a_decision_is_bound_to_the_file_and_its_content(tmp_path: Path) -> None:
    store = TrustStore(tmp_path / "phiallow.json")
    store.decide(FILE, "aa", Decision.TRUSTED)
    assert store.decision(FILE, "aa") is Decision.TRUSTED
    assert store.decision(FILE, "ab") is None
    assert store.decision(Path("/srv/other/.phiallow"), "aa") is None


def test_it_outlives_the_program_and_can_be_taken_back(tmp_path: Path) -> None:
    TrustStore(tmp_path / "phiallow.json").decide(FILE, "aa", Decision.IGNORED)
    again = TrustStore(tmp_path / "phiallow.json")
    assert again.files() == {FILE: ("aa", Decision.IGNORED)}
    again.decide(FILE, "aa", None)
    assert TrustStore(tmp_path / "phiallow.json").files() == {}


def test_another_process_is_noticed_and_not_overwritten(tmp_path: Path) -> None:
    one, other = TrustStore(tmp_path / "phiallow.json"), TrustStore(tmp_path / "phiallow.json")
    assert not one.poll()
    other.decide(FILE, "aa", Decision.TRUSTED)
    one.decide(Path("/srv/b/.phiallow"), "bb", Decision.TRUSTED)
    assert one.decision(FILE, "aa") is Decision.TRUSTED
    assert other.poll()
    assert len(other.files()) == 2


@pytest.mark.allow_logs("no .phiallow counts")
@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"files": {"/x": {"digest": "a"}}}', '{"files": {"/x": {"digest": "a", "decision": "y"}}}'],
)
def test_what_cannot_be_read_decides_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "phiallow.json").write_text(text)
    store = TrustStore(tmp_path / "phiallow.json")
    assert store.files() == {}
    store.decide(FILE, "aa", Decision.TRUSTED)
    assert json.loads((tmp_path / "phiallow.json").read_text())["files"][str(FILE)]["decision"] == "trusted"
