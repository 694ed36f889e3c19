"""Identifiers that no label announces, in sentences about somebody.

`the MPI made a second chart (4418823 and 9771200)`, `resent the order under X141457334`: in prose, near a
name, a long number is a person's more often than not. What is a code of medicine or software, an amount or a
measure is told by the words around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from proxy_core.privacy import context, prose
from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import digits, is_machine_id
from proxy_core.privacy.types import Span

#: for the one pass around the identifiers that are known
CANDIDATES = (
    r"\b[A-Z]{0,5}-?\d[0-9A-Z]{3,20}(?:-[0-9A-Z]{1,12}){0,4}\b|\b[A-Z]{0,3}\d{1,4}(?:-[0-9A-Z]{1,12}){1,4}\b"
    r"|(?i:ending|ends|last four|last 4)[a-zA-Z :']{0,30}\d{4}\b"
)
_LAST_FOUR = re.compile(r"\d{4}$")
_VALUE = re.compile(r"[A-Z]{0,5}-?\d[0-9A-Z]*(?:-[0-9A-Z]+)*")
_TOLL_FREE = re.compile(r"1?-?8(?:00|33|44|55|66|77|88)-\d{3}-\d{4}$")
_WRITTEN = re.compile(r"(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])-(?:\d\d){1,2}")
_RANGE = re.compile(r"\d{1,4}-\d{1,4}")
#: what makes four digits enough
_CUE = re.compile(
    r"\b(?:ids?|i\.d\.|numbers?|nos?|nbr|#|acct|accounts?|policy|policies|member|subscriber|group|card"
    r"|ref(?:erence)?"
    r"|confirmation|case|claim|serial|s/n|sn|licen[sc]e|plate|chart|mrns?|record|badge|report|order"
    r"|requisition"
    r"|specimen|accession|encounter|visit|authorization|auth|coverages?|charts|zip(?: code)?|job"
    r"|medicaid|medicare"
    r"|insurance|passport|dl|state id|sample|kit|lot|device|implant|username|login|wristband|voucher)\b\.?"
    r"[\w ,:#'()-]{0,24}$",
    re.IGNORECASE,
)
#: codes of medicine and software, things that are counted from one
_CODE_BEFORE = re.compile(
    r"(?:\b(?:icd(?:-?(?:9|10)(?:-cm)?)?|cpt|hcpcs|loinc|snomed(?: ct)?|rxnorm|rxcui|ndc|drg|oid|upc"
    r"|isbn|issn|pmid|doi"
    r"|rfc|iso|port|lines?|pr|issue|bug|ticket|build|commit|rev|revision|version|v|release|incident"
    r"|error|code|codes"
    r"|http|status|exit|pid|thread|row|rows|offset|bytes?|size|count|total|about|approximately|roughly"
    r"|over|under"
    r"|than|room|bed|suite|floor|unit|step|table|figure|page|pages|chapter|section|nct|payer(?: id)?"
    r"|grant|seed|epoch"
    r"|year|in|lot|form|qty|quantity)\b(?: ?(?:#|no\.?|number|nbr))?"
    r"|[$€£~+=@/_.:])[ #:]{0,2}$",
    re.IGNORECASE,
)
_AMOUNT_AFTER = re.compile(
    r"(?:\.\d|,\d{3}|[%:/]\d|\s?(?:[kKMGT]i?B\b|bytes|ms\b|sec|rows|records|lines|requests|messages"
    r"|users|patients"
    r"|mg\b|mcg|units?\b|copies|cells|IU|mL|cm|kg|lb|dollars|USD|tokens|events|files|entries|items|times|/))"
)
_TICKET = re.compile(
    r"(?:CVE|INC|RFC|ISO|PR|TKT|CHG|REQ|SEV|ADR|KB|PEP|UTF|SHA|AES|RSA|ICD|NCT|SR|JIRA|BUG|GH)-?\d.*"
    r"|[A-Z]{2,5}-\d{1,5}"
)
_DAY = re.compile(
    r"(?:19|20)\d\d-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])(?:\d{4,6})?|(?:19|20)\d\d(?:-(?:19|20)\d\d)?"
)


def of_record(doc: Document, hits: Iterable[tuple[int, int]]) -> Iterator[Span]:
    """The identifiers at the candidates, which lie near somebody's name or number."""
    for start, end in hits:
        scan = doc.scan
        if scan[start : start + 4].lower() in ("endi", "ends", "last") and (
            four := _LAST_FOUR.search(scan, start, end)
        ):
            yield Span(four.start(), end, "ACCOUNT")
            continue
        value = _VALUE.match(scan, start, end)
        if value is None or value.end() != end or _TOLL_FREE.match(value[0]) or not context.dense(doc, start):
            continue
        line, stop = doc.line_at(start)
        told = prose.sentence(scan[line:stop]) or (
            not doc.code_like and _CUE.search(scan, max(line, start - 40), start)
        )
        if told and "|" not in scan[line:stop] and _identifies(scan, line, start, end):
            yield Span(start, end, "OTHER_ID", len(digits(value[0])) > 5)


def _identifies(scan: str, line: int, start: int, end: int) -> bool:
    value = scan[start:end]
    count = len(digits(value))
    before = scan[max(line, start - 48) : start]
    if _CODE_BEFORE.search(before) or _AMOUNT_AFTER.match(scan, end) or _TICKET.fullmatch(value):
        return bool(count >= 7 and re.search(r"\bunder $", before))
    if _WRITTEN.fullmatch(value) and not _CUE.search(before):
        return False
    if (
        _RANGE.fullmatch(value)
        or _DAY.fullmatch(value)
        or is_machine_id(value)
        or len(set(digits(value))) < 2
    ):
        return False
    if before[-1:].isalnum() or before[-1:] in ("-", "_") or scan[end : end + 1] in ("_", "@", "="):
        return False
    if before.rstrip().endswith("#") or re.search(r"\b(?:ID|id|Id):? ?$", before):
        return count >= 3 and len(value) > 4
    return count >= 6 or (count >= 4 and _CUE.search(before) is not None)
