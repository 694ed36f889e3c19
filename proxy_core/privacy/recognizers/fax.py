"""Fax numbers: telephone numbers that a label calls fax.

Source: 45 CFR 164.514(b)(2)(i)(E); form as for telephones.
"""

from __future__ import annotations

import re

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import Recognizer, digits
from proxy_core.privacy.recognizers.phone import NUMBER, PhoneRecognizer, plausible


class FaxRecognizer(Recognizer):
    type = "FAX"
    label = "Fax number"
    help = "A telephone number behind the word fax."
    rule = "E"
    sure = True
    labels = (
        "fax", "fax number", "fax no", "fax num", "facsimile", "telefax", "home fax", "work fax", "phone fax",
        "fax phone",
    )  # fmt: skip
    value = re.compile(rf"({NUMBER})(?![\w])", re.ASCII)
    shapes = PhoneRecognizer.shapes[:4]

    def accepts(self, value: str) -> bool:
        return plausible(digits(re.split(r"[xXe]", value)[0])) and len(value) <= 32

    def shaped(self, doc: Document, start: int, end: int, shape: int) -> bool:
        return PhoneRecognizer.is_fax(doc, start) and self.accepts(doc.scan[start:end])
