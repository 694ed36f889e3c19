"""How an outcome looks and is called, and an entry's parts as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping

from proxy_core.errors import ERRORS
from proxy_core.journal.entry import Attempt, Entry, Outcome
from ui.text import tr
from ui.widgets.timeline import Step

#: outcome -> (tone, icon): told by colour and by shape
LOOKS: Mapping[Outcome, tuple[str, str]] = {
    Outcome.RUNNING: ("info", "more"),
    Outcome.DONE: ("ok", "check"),
    Outcome.BLOCKED: ("warn", "ban"),
    Outcome.FAILED: ("danger", "alert"),
    Outcome.CANCELLED: ("neutral", "close"),
}


def outcome_word(outcome: Outcome) -> str:
    """The outcome as a word that begins a line."""
    return {
        Outcome.RUNNING: tr("Running"),
        Outcome.DONE: tr("Done"),
        Outcome.BLOCKED: tr("Blocked"),
        Outcome.FAILED: tr("Failed"),
        Outcome.CANCELLED: tr("Cancelled"),
    }[outcome]


def milliseconds(value: float | None) -> str:
    """A time in the unit that suits it; empty if it is not known."""
    if value is None:
        return ""
    if value < 1000:
        return f"{value:.0f} ms"
    return f"{value / 1000:.1f} s" if value < 60000 else f"{value / 60000:.1f} min"


def size(value: int) -> str:
    """Bytes in the unit that suits them; empty for none."""
    if not value:
        return ""
    if value < 1024:
        return f"{value} B"
    return f"{value / 1024:.0f} KB" if value < 1024 * 1024 else f"{value / 1024 / 1024:.1f} MB"


def steps(entry: Entry) -> list[Step]:
    """The attempts as steps; the last one of a running exchange is still under way."""
    made = [_step(attempt) for attempt in entry.attempts]
    if entry.outcome is Outcome.RUNNING and entry.provider and not entry.attempts:
        made.append(Step(entry.provider, entry.model or tr("as asked for"), "info", "more"))
    return made


def _step(attempt: Attempt) -> Step:
    good = attempt.outcome == "ok"
    words = tr("answered") if good else attempt.outcome
    text = f"{attempt.model} · {words}" if attempt.model else words
    return Step(
        attempt.provider,
        text,
        "ok" if good else "danger",
        "check" if good else "close",
        milliseconds(attempt.ms),
    )


def usage_facts(entry: Entry) -> list[tuple[str, str]]:
    """Tokens by kind; empty if none were counted."""
    usage = entry.usage
    if not any((usage.input, usage.output, usage.cache_read, usage.cache_write)):
        return []
    return [
        (tr("Input"), f"{usage.input:,}"),
        (tr("Output"), f"{usage.output:,}"),
        (tr("Read from cache"), f"{usage.cache_read:,}" if usage.cache_read else ""),
        (tr("Written to cache"), f"{usage.cache_write:,}" if usage.cache_write else ""),
    ]


def request_facts(entry: Entry) -> list[tuple[str, str]]:
    """What is known of the request itself."""
    return [
        (tr("Received"), entry.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")),
        (tr("Asked for"), entry.requested_model),
        (tr("Answered by"), f"{entry.provider} · {entry.model}".strip(" ·")),
        (tr("Status"), str(entry.status or "")),
        (tr("First byte"), milliseconds(entry.first_byte_ms)),
        (tr("Total"), milliseconds(entry.total_ms)),
        (tr("Request"), size(entry.request_bytes)),
        (tr("Answer"), size(entry.response_bytes)),
        (tr("Streamed"), tr("yes") if entry.stream else tr("no")),
        (tr("Local key"), entry.key),
        (tr("Client"), entry.client),
        (tr("Session"), entry.session),
    ]


def phi_sentence(entry: Entry) -> str:
    """What the PHI check did, in one or two sentences."""
    if not entry.phi_scanned and not entry.phi:
        return tr("Not checked: the request ended before the PHI check.")
    found = sum(entry.phi.values())
    first = (
        tr("{0:,} values found in {1:,} texts.").format(found, entry.phi_scanned)
        if found
        else tr("Nothing found in {0:,} texts.").format(entry.phi_scanned)
    )
    rest = tr("{0:,} exempt. Took {1}.").format(entry.phi_exempt, milliseconds(entry.phi_ms))
    return f"{first} {rest}"


def error_words(entry: Entry) -> tuple[str, str]:
    """(what happened, what to do); both empty if all is well."""
    if not entry.code and not entry.message:
        return "", ""
    row = ERRORS.get(entry.code)
    return entry.message or (row.message if row else ""), row.hint if row else ""
