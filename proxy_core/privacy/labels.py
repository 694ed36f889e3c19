"""The vocabulary: which words announce which identifier.

Built from what the recognizers declare. Owns how a key is read (`patientSsn`, `PATIENT_SSN`, `patient-ssn`,
`Patient SSN #` are one), which words around a label change its meaning, and which words speak of a patient.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from proxy_core.privacy.keys import Label as Label
from proxy_core.privacy.keys import composed
from proxy_core.privacy.keys import split_key as split_key
from proxy_core.privacy.recognizers import RECOGNIZERS

#: words before a name's or place's key that keep its meaning
_PERSON_WORDS = frozenset(
    """patient patients pat pt member subscriber guarantor emergency nok home mailing primary secondary
    person mother mothers father fathers spouse child parent contact insured policyholder holder beneficiary
    client resident legal preferred provider physician doctor attending referring ordering billing rendering
    nurse kin next user customer employee responsible party guardian current permanent residential
    demographics demographic info my our the new caregiver relative proband donor subject personal work
    business his her their alt alternate other previous prior temp local admission discharge admit visit
    encounter p s m in out old""".split()  # noqa: SIM905
)
#: words that make `name`, `address`, `date` and their like something else
_THING_WORDS = frozenset(
    """file host class function method variable tag table column field package module product brand drug
    medication test lab facility hospital company organization org plan event device service domain model
    type path dir branch mac web memory base server bind listen contract wallet return url http smtp socket
    peer node start end virtual target display resource group role key db database schema image container
    cluster bucket queue topic index job task step stage pipeline workflow app project repo repository
    commit build release version last_modified modified created updated expiry expires icon font color css
    style template layout page section state country insurance payer pharmacy clinic department unit ward
    room street city school game team api db_user bean code system element attribute property parameter
    param arg option config setting header log logger event metric panel procedure condition disease
    diagnosis allergy vaccine gene species protein cell tissue organ specialty language currency theme
    plugin extension library framework middleware component widget""".split()  # noqa: SIM905
)
_ABOUT_THINGS = frozenset("file host class function method variable table column module package type".split())  # noqa: SIM905
_SUFFIXES = frozenset(
    """no num nbr number numbers nr value val text str string raw full 1 2 3 line info field s dt nm txt cd
    desc id ids display formatted masked plain input original""".split()  # noqa: SIM905
)
_SELF_EVIDENT = re.compile(
    r"patient|dob\b|ssn\b|mrn\b|social sec|medicare|medicaid|birth ?date|date of birth|npi\b|mbi\b"
)
_CAREFUL = frozenset(
    {"name", "address", "addr", "date", "city", "zip", "street", "line", "display", "display name"}
)


def _letters(words: Iterable[str]) -> str:
    return "".join(words)


def _key(phrase: str) -> str:
    return re.sub(r"[^a-z0-9]", "", phrase)


def _vocabulary() -> dict[str, Label]:
    words: dict[str, Label] = {}
    for weak in (False, True):
        for recognizer in RECOGNIZERS:
            for phrase in recognizer.weak_labels if weak else recognizer.labels:
                words.setdefault(_key(phrase), Label(recognizer.type, weak, phrase))
    return words


VOCABULARY: dict[str, Label] = _vocabulary()


@lru_cache(maxsize=8192)
def label_of(key: str) -> Label | None:
    """What a key, column or tag announces; None if nothing. Cached: data repeats its keys."""
    if len(key) > 60 or not key:
        return None
    words = split_key(key)
    if not words or len(words) > 7:
        return None
    for drop_end in range(min(2, len(words))):
        if drop_end and words[-1] not in _SUFFIXES:
            break
        core = words[: len(words) - drop_end]
        for drop in range(len(core)):
            found = VOCABULARY.get(_letters(core[drop:]))
            if found is not None:
                return _surer(_in_company(found, core[:drop]), composed(words) if len(words) > 1 else None)
    return composed(words)


def _surer(listed: Label | None, made: Label | None) -> Label | None:
    """What the list says, unless it doubts what the key's other words make sure."""
    if listed is None:
        return made
    return (
        made
        if listed.weak and made is not None and (made.type, made.weak) == (listed.type, False)
        else listed
    )


def _in_company(label: Label, before: list[str]) -> Label | None:
    """A label with the words that stand before it in the same key."""
    if not before:
        return label
    if _SELF_EVIDENT.match(label.phrase):
        return label
    of_person = before[-1] in _PERSON_WORDS
    if before[-1] in _THING_WORDS and not of_person:
        return label if label.type == "GEO" and before[-1] in ("street", "city", "state", "room") else None
    if label.phrase in _CAREFUL and not of_person:
        return None
    if label.weak and label.type in ("OTHER_ID", "ACCOUNT") and " " not in label.phrase and not of_person:
        return None  # `load_order`, `use_case`
    if label.weak and any(
        word in ("patient", "pt", "pat", "member", "subscriber", "guarantor", "nok") for word in before
    ):
        return Label(label.type, False, label.phrase)
    return label


def _phrases(weak: bool) -> list[str]:
    phrases: set[str] = set()
    for recognizer in RECOGNIZERS:
        phrases.update(recognizer.weak_labels if weak else recognizer.labels)
    chosen = {phrase for phrase in phrases if VOCABULARY[_key(phrase)].weak == weak}
    return sorted(chosen, key=lambda phrase: (-len(phrase), phrase))


def pattern(weak: bool) -> str:
    """The phrases as one group-free alternation, longest first; valid in google-re2 and `re`.

    A phrase begins where a word, a part of a snake_case key or a hump begins, and ends likewise. Weak ones
    are words of every program, so these must be followed by what follows a key.
    """
    phrases = _phrases(weak)
    if not weak:
        return _spelled(phrases, r"(?:\b|_|[A-Z0-9])")
    loose = [phrase for phrase in phrases if VOCABULARY[_key(phrase)].type not in ("NAME", "GEO", "DATE")]
    return (
        _spelled(phrases, r"[\"'`\])*#. ]{0,3}(?:[:=>|]|_{3}|\.{3})")
        + "|"
        + _spelled(loose, r"\.? #? ?[A-Z0-9-]{0,5}[0-9]")
    )


def _spelled(phrases: list[str], end: str) -> str:
    plain = "|".join("[ _.'-]{0,2}".join(map(re.escape, phrase.split())) for phrase in phrases)
    humps = "|".join("".join(word.capitalize() for word in phrase.split()) for phrase in phrases)
    return rf"(?:\b|_)(?i:{plain}){end}|[a-z](?:{humps}){end}"


#: what the match of a weak phrase takes with it
WEAK_END = re.compile(r"[\"'`\])*#. ]{0,4}(?:[:=>|]|_{3}|\.{3}| ?#? ?[A-Z0-9-]{0,5}\d)$")


def speaks_of_patient(key: str) -> bool:
    """Whether a key is one that only a person's record has."""
    label = label_of(key)
    return label is not None and not label.weak and label.type not in ("EMAIL", "PHONE", "FAX", "IP")
