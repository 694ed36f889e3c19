"""All elements of dates, except the year, that are directly related to an individual.

Source: 45 CFR 164.514(b)(2)(i)(C). A date by itself is the greatest source of false alarms: it counts
behind a label or key, in a column or field of a format, or where the same record holds a patient's identifier
(`proxy_core.privacy.records`). Forms: ISO 8601, HL7 (yyyymmdd), and those of everyday writing.
"""

from __future__ import annotations

import re

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import Recognizer

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:1[89]\d\d|20\d\d)"
_TIME = r"(?:T\d{2}:?\d{2}(?::?\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)"

#: a date with day, month and year
FULL = (
    rf"{_YEAR}[-/.](?:0?[1-9]|1[0-2])[-/.]{_DAY}{_TIME}?"
    rf"|(?:0?[1-9]|1[0-2])[-/.]{_DAY}[-/.](?:{_YEAR}|\d{{2}})"
    rf"|{_DAY}[-/.](?:0?[1-9]|1[0-2])[-/.](?:{_YEAR}|\d{{2}})"
    rf"|(?:0?[1-9]|1[0-2]) [-/] {_DAY} [-/] (?:{_YEAR}|\d{{2}})"
    rf"|{MONTH}\.? {_DAY}(?:st|nd|rd|th)?(?:,? | of ){_YEAR}"
    rf"|{_DAY}(?:st|nd|rd|th)?(?: of)?[- ]{MONTH}\.?,?[- ](?:{_YEAR}|\d{{2}})"
    rf"|{_YEAR}[- ]{MONTH}[- ]{_DAY}|{_DAY}-?{MONTH}-?{_YEAR}"
)
#: yyyymmdd and its longer forms
COMPACT = (
    rf"{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{{4}}(?:\d{{2}})?(?:\.\d+)?)?(?:[+-]\d{{4}})?"
)
#: a date that lacks a part
PARTIAL = (
    rf"{MONTH}\.? {_DAY}(?:st|nd|rd|th)?(?!\d|,? \d{{4}})|{_DAY}(?:st|nd|rd|th)?(?: of)? {MONTH}(?![a-z])"
    rf"|{MONTH}\.?(?:,? | of ){_YEAR}|{_YEAR}-(?:0[1-9]|1[0-2])(?![\d-])|(?:0?[1-9]|1[0-2])/{_DAY}(?![\d/])"
    rf"|(?:0?[1-9]|1[0-2])/{_YEAR}"
)
_ANY = re.compile(rf"(?:{FULL}|{COMPACT}|{PARTIAL})", re.IGNORECASE | re.ASCII)
_FIELD = re.compile(
    rf"(?:(?:{FULL})(?:[ T]+\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:\.\d+)?)?(?: ?[AP]M)?(?: ?(?:Z|UTC"
    rf"|[+-]\d{{2}}:?\d{{2}}))?)?"
    rf"|{COMPACT}|{PARTIAL}|\d{{8}}|\d{{6}})",
    re.IGNORECASE | re.ASCII,
)
_RANGE = re.compile(r"(?<=[\d a-z]) ?\b(?:to|through|thru|until)\b ?| - ", re.IGNORECASE)


class DateRecognizer(Recognizer):
    type = "DATE"
    label = "Date"
    help = "Dates of birth, death, admission, discharge and care."
    rule = "C"
    labels = (
        "dob", "d o b", "date of birth", "birth date", "birthdate", "birthday", "born on",
        "birth time", "birth dt", "dob dt", "date of death", "death date", "deceased date",
        "deceased date time",
        "deceased on", "died", "died on", "date of service", "dos", "service date", "dates of service",
        "service dates", "date of last service",
        "date of admission", "admission date", "admit date", "admit dt",
        "admitted on", "admission date time", "admit date time", "adm date",
        "date of discharge", "discharge date", "discharged on", "disch date", "discharge dt",
        "date of visit", "visit date", "visit dt", "visit date time", "date seen", "seen on",
        "encounter date", "encounter dt", "date of encounter", "appointment date",
        "appt date", "appointment on", "next appointment", "next visit", "last visit",
        "procedure date", "date of procedure", "surgery date",
        "date of surgery", "dos surgery", "operation date", "date of operation", "onset date",
        "date of onset",
        "collection date time",

        "exam date", "date of exam", "examination date",
        "date of injury", "injury date", "accident date",
        "date of accident", "date of diagnosis", "diagnosis date", "diagnosed on", "date diagnosed",
        "dx date",

        "lmp", "last menstrual period",
        "immunization date", "vaccination date", "date given",
        "date prescribed", "last filled",
        "start date of care",

        "date of referral", "date of last visit",
        "date of consent", "date last seen", "death dt",
        "treatment date", "date of treatment", "marriage date", "wedding date",
        "onset date time", "asserted date", "date of incident",
        "admit time",
        "discharge time", "surgery on", "evaluated on", "transplant date", "implant date", "date of implant",
        "symptom onset",
    )  # fmt: skip
    weak_labels = (
        "date", "date time", "dated", "on", "performed", "signed", "received", "service", "recorded",
        "visit on", "dt", "reported", "entered", "verified", "completed", "scheduled", "start", "end",
        "when", "appointment", "appt", "follow up", "follow up on", "follow up date", "followup date",
        "onset", "collected", "collected on", "collection date", "date collected", "specimen date", "drawn",
        "drawn on", "date drawn", "resulted", "result date", "result date time", "received on",
        "date received", "scan date", "study date", "date of study", "doi", "dictated", "dictated on",
        "date dictated", "transcribed", "date transcribed", "signed on", "signed date", "date signed",
        "due date", "delivery date", "date of delivery", "administered on", "administered", "given on",
        "prescribed on", "fill date", "effective date time", "effective date", "issued", "recorded date",
        "authored on", "performed date time", "performed date", "performed on", "date performed",
        "date of report", "transfer date", "referral date", "enrollment date", "consent date", "test date",
        "date of test", "hire date", "effective period", "occurrence date time", "statement date",
        "claim date", "billing date", "service start", "service end", "policy effective date",
        "report date", "note date", "date of note", "last updated on", "birth", "admission", "admitted",
        "admit", "discharge", "discharged", "expired on", "last seen", "edd", "born", "service dt", "dod",
        "date written", "written", "discard after", "injury", "last worked", "return to work",
        "next appt", "filled", "date in", "date out", "dc date", "eff date", "dos from", "dos to",
        "service from", "start of care", "eval date", "evaluation date", "session date", "next due",
        "last dose", "implanted", "date dispensed", "dispensed", "ship date", "order date",
        "date ordered", "date faxed", "incident date", "loss date", "date of loss", "date of hire",
        "last menses", "delivery", "hospitalized from", "hospitalized", "date of exposure",
        "test performed", "sample date", "valid until", "valid through",
        "doa", "specimen collected",
    )  # fmt: skip
    value = re.compile(
        rf"({_ANY.pattern}(?: ?(?:-|to|through|thru|until) ?{_ANY.pattern})?)(?![^\W_]|[-/]\d)",
        re.IGNORECASE | re.ASCII,
    )

    def labelled(self, doc: Document, start: int, end: int) -> bool:
        """One date, or the first and the last of a stay."""
        return all(self.accepts(part) for part in _RANGE.split(doc.scan[start:end]))

    def accepts(self, value: str) -> bool:
        return _FIELD.fullmatch(value.strip()) is not None and not value.startswith("0000")
