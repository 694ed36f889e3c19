"""Health plan beneficiary numbers.

Source: 45 CFR 164.514(b)(2)(i)(I). Medicare beneficiary identifier: CMS, "Understanding the new Medicare
Beneficiary Identifier (MBI) format": eleven characters, positions typed, no S L O I B Z. HICN: nine digits
of an SSN and a code of one or two characters.
"""

from __future__ import annotations

import re

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import IdentifierRecognizer

_A = "[AC-HJKMNP-RT-Y]"
_AN = "[0-9AC-HJKMNP-RT-Y]"
MBI = rf"[1-9]{_A}{_AN}\d-?{_A}{_AN}\d-?{_A}{{2}}\d{{2}}"


class HealthPlanRecognizer(IdentifierRecognizer):
    type = "HEALTH_PLAN"
    label = "Health plan number"
    help = "Member, subscriber, policy and group numbers; Medicare's by their form."
    rule = "I"
    labels = (
        "member id", "ins id", "ins no", "ins number", "ins policy", "grp no", "grp number",
        "member number", "member no", "member num", "subscriber id", "subscriber number",
        "subscriber no", "policy number", "policy no", "policy num",
        "insurance id", "insurance number", "insurance no", "insurance policy", "insurance policy number",
        "insured id", "insured number", "insured id number", "beneficiary id",
        "beneficiary number", "beneficiary no", "health plan number", "health plan id",
        "health plan beneficiary number", "plan member id", "mbi", "hicn", "hic number",
        "medicare", "medicare number", "medicare no", "medicare id", "medicare beneficiary id", "medicaid",
        "medicaid id", "medicaid number", "medicaid no", "payer id number",
        "insurance member id", "health insurance number", "health card number", "ohip",
        "rx bin member", "rx id", "tricare id", "dod id",
        "patient member id", "insurance card number",
    )  # fmt: skip
    weak_labels = (
        "rx grp", "rxgrp", "rx group", "mem id", "mbr id", "contract number", "contract no",
        "enrollee id", "recipient id", "medi cal", "medi cal id", "plan member number", "coverage id",
        "grp", "ins",
        "group", "plan", "certificate", "member", "subscriber", "policy", "policy id", "insurance",
        "health plan", "plan id", "plan number", "group number", "group no", "group id",
        "certificate number", "certificate no", "card id", "cin", "health card",
    )  # fmt: skip
    shapes = (MBI,)

    def shaped(self, doc: Document, start: int, end: int, shape: int) -> bool:
        return "-" in doc.scan[start:end] or doc.near(start) > 0

    def labelled(self, doc: Document, start: int, end: int) -> bool:
        return not re.fullmatch(r"(?:19|20)\d\d", doc.scan[start:end]) and super().labelled(doc, start, end)
