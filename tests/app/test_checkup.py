"""The checks of the doctor: each wrong thing is seen, and each right one left in peace."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import spacy
from keyring.backends import fail

from app.checkup import Finding, Verdict, findings
from app.claude_code import ClaudeCode
from app.config_store import ConfigStore
from app.journal_place import journal_file
from app.keyring_store import SERVICE, KeyringStore
from proxy_core.journal import audit
from proxy_core.journal.database import Database

if TYPE_CHECKING:
    from tests.app.conftest import MemoryKeyring

CLOUD = (
    '[[providers]]\nname = "cloud"\nkind = "openai"\nbase_url = "https://example.com"\n'
    '[[models]]\nalias = "*"\nroutes = [ { provider = "cloud" } ]\n'
)
URL = "http://127.0.0.1:1"


class Patient:
    """An installation to be examined."""

    def __init__(self, folder: Path, keyring: KeyringStore) -> None:
        self.folder = folder
        self.keyring = keyring
        self.environ = {"PATH": "", "CLAUDE_CONFIG_DIR": str(folder / "claude")}
        self.text = "[server]\nport = 1\n"

    async def examine(self) -> dict[str, list[Finding]]:
        """Findings by what they are about."""
        path = self.folder / "config.toml"
        path.write_text(self.text)
        store = ConfigStore(path, state=self.folder / "state")
        store.load()
        found: dict[str, list[Finding]] = {}
        async for finding in findings(store, self.keyring, self.folder, self.environ):
            found.setdefault(finding.about, []).append(finding)
        return found


@pytest.fixture
def patient(tmp_path: Path, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch) -> Patient:
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(tmp_path / "claude"))
    monkeypatch.setenv("SCRUBROOM_STATE_DIR", str(tmp_path / "state"))
    return Patient(tmp_path, KeyringStore(keyring))


def verdicts(found: dict[str, list[Finding]]) -> dict[str, list[Verdict]]:
    return {about: [finding.verdict for finding in list_] for about, list_ in found.items()}


async def test_a_sound_installation_has_nothing_wrong(patient: Patient) -> None:
    found = await patient.examine()
    assert verdicts(found) == {
        "Python and Qt": [Verdict.OK],
        "configuration": [Verdict.OK],
        "keyring": [Verdict.OK],
        "provider demo": [Verdict.OK],
        "journal": [Verdict.OK],
        "address": [Verdict.OK],
        "window and tray": [Verdict.NOTE],
        "Claude Code": [Verdict.NOTE],
        "Claude Code's settings": [Verdict.OK],
        "ways past the proxy": [Verdict.OK],
    }


async def test_a_key_that_is_missing_is_wrong_where_it_is_used(
    patient: Patient, keyring: MemoryKeyring
) -> None:
    patient.text += CLOUD
    (finding,) = (await patient.examine())["provider cloud"]
    assert finding.verdict is Verdict.WRONG
    assert "is not set" in finding.said
    patient.text = patient.text.replace('{ provider = "cloud" }', '{ provider = "demo" }')
    assert (await patient.examine())["provider cloud"][0].verdict is Verdict.NOTE
    keyring.entries[SERVICE, "provider:cloud"] = "sk-synthetic"
    (finding,) = (await patient.examine())["provider cloud"]
    assert "no valid agreement" in finding.said
    patient.text += '[policy]\nrequire_baa = "off"\n'
    assert (await patient.examine())["provider cloud"][0].verdict is Verdict.OK


async def test_an_agreement_that_ends_is_told_a_month_ahead(patient: Patient) -> None:
    for days, said in ((29, "ends in 29 days"), (0, "ends today"), (-1, "has expired")):
        day = (date.today() + timedelta(days=days)).isoformat()
        patient.text = "[server]\nport = 1\n" + CLOUD.replace(
            "[[models]]", f'baa = {{ status = "signed", expires_on = {day} }}\n[[models]]'
        )
        (finding,) = (await patient.examine())["agreements"]
        assert (finding.verdict, said in finding.said) == (Verdict.NOTE, True)
        assert "Renew" in finding.mend
    day = (date.today() + timedelta(days=40)).isoformat()
    patient.text = patient.text.replace(str(date.today() - timedelta(days=1)), day)
    assert "agreements" not in await patient.examine()


async def test_going_without_agreements_is_told(patient: Patient) -> None:
    patient.text += '[policy]\nrequire_baa = "off"\n'
    (finding,) = (await patient.examine())["agreements"]
    assert (finding.verdict, "require_baa is off" in finding.said) == (Verdict.NOTE, True)


async def test_a_journal_that_is_none_or_was_tampered_with_is_wrong(patient: Patient) -> None:
    path = journal_file(patient.folder / "config.toml")
    database = Database(path)
    with database.transaction() as run:
        audit.append(run, datetime.now(UTC), "k", "s", {})
        run.execute("UPDATE audit SET subject = 'other'")
    database.close()
    (finding,) = (await patient.examine())["journal"]
    assert (finding.verdict, "not whole" in finding.said) == (Verdict.WRONG, True)
    path.write_bytes(b"somebody else's" * 100)
    (finding,) = (await patient.examine())["journal"]
    assert (finding.verdict, finding.mend) == (Verdict.WRONG, "Move it away.")


async def test_no_keyring_is_wrong_only_where_one_is_needed(patient: Patient) -> None:
    patient.keyring = KeyringStore(fail.Keyring())  # type: ignore[no-untyped-call]
    assert (await patient.examine())["keyring"][0].verdict is Verdict.NOTE
    patient.text += CLOUD
    assert (await patient.examine())["keyring"][0].verdict is Verdict.WRONG


async def test_an_open_address_without_keys_is_wrong(patient: Patient) -> None:
    patient.text = '[server]\nhost = "0.0.0.0"\nport = 1\n'
    (finding,) = (await patient.examine())["address"]
    assert finding.verdict is Verdict.WRONG
    assert "lets other machines in" in finding.said


@pytest.mark.allow_logs("is not a setting")
async def test_a_broken_configuration_is_wrong(patient: Patient) -> None:
    patient.text = "[server]\nprot = 1\n"
    (finding,) = (await patient.examine())["configuration"]
    assert finding.verdict is Verdict.WRONG
    assert "line 2: server.prot" in finding.said


async def test_settings_that_name_another_address_are_told(patient: Patient) -> None:
    claude = ClaudeCode()
    claude.connect(URL, "t")
    assert (await patient.examine())["Claude Code's settings"][0].verdict is Verdict.OK
    patient.text = "[server]\nport = 2\n"
    found = await patient.examine()
    assert found["Claude Code's settings"][0].verdict is Verdict.WRONG
    assert "names http://127.0.0.1:1, not http://127.0.0.1:2" in found["Claude Code's settings"][0].said
    claude.settings.write_text("{,}")
    assert "not strict JSON" in (await patient.examine())["Claude Code's settings"][0].said


async def test_every_way_past_the_proxy_is_told(patient: Patient) -> None:
    project = patient.folder / ".claude" / "settings.json"
    project.parent.mkdir()
    project.write_text(json.dumps({"env": {"ANTHROPIC_BASE_URL": "https://evil.example"}}))
    patient.environ |= {"CLAUDE_CODE_USE_VERTEX": "1", "HTTP_PROXY": "http://proxy:3128"}
    found = (await patient.examine())["ways past the proxy"]
    assert [finding.verdict for finding in found] == [Verdict.WRONG] * 3
    said = " ".join(finding.said for finding in found)
    assert all(word in said for word in (str(project), "CLAUDE_CODE_USE_VERTEX", "HTTP_PROXY"))
    assert all(finding.mend for finding in found)


async def test_a_display_is_asked_for_its_tray(patient: Patient) -> None:
    patient.environ["QT_QPA_PLATFORM"] = "offscreen"
    (finding,) = (await patient.examine())["window and tray"]
    assert finding.verdict is Verdict.NOTE
    assert "no tray" in finding.said
    patient.environ["QT_QPA_PLATFORM"] = "no-such-platform"
    (finding,) = (await patient.examine())["window and tray"]
    assert finding.verdict is Verdict.WRONG


async def test_a_plug_in_is_loaded_to_see_whether_it_can_be(patient: Patient, tmp_path: Path) -> None:
    patient.text += '[privacy]\npresidio = true\npresidio_model = "no_such_model"\n'
    (finding,) = (await patient.examine())["Presidio"]
    assert finding.verdict is Verdict.WRONG
    assert "is not installed" in finding.said
    assert "spacy download no_such_model" in finding.mend
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Oluwaseun Quillfeather"}])
    nlp.to_disk(tmp_path / "model")
    patient.text = patient.text.replace("no_such_model", (tmp_path / "model").as_posix())
    patient.text += 'presidio_entities = ["PERSON"]\n'
    (finding,) = (await patient.examine())["Presidio"]
    assert finding.verdict is Verdict.OK
