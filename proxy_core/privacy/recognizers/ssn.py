"""Social security numbers (and ITIN, which have the same form).

Source: 45 CFR 164.514(b)(2)(i)(G); areas never issued: SSA, https://www.ssa.gov/employer/randomization.html
(000, 666, 900-999; group 00; serial 0000). ITIN: IRS, 9xx with groups 50-65, 70-88, 90-92, 94-99.
"""

from __future__ import annotations

import re

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import Recognizer, digits, says_nothing

#: printed in advertisements and textbooks, assigned to nobody
_ADVERTISED = frozenset({"078051120", "219099999", "123121234", "111111111", "000000000"})


class SsnRecognizer(Recognizer):
    type = "SSN"
    label = "Social security number"
    help = "Nine digits with valid area and group, or anything of that form behind a label."
    rule = "G"
    sure = True
    labels = (
        "ssn", "ss number", "ss no", "soc sec", "soc sec no", "soc sec num", "social security",
        "social security number", "social security no", "social security num", "social sec no",
        "social insurance number", "patient ssn", "itin", "taxpayer id", "ssn no", "ssn number",
    )  # fmt: skip
    weak_labels = (
        "social", "tax id",
    )  # fmt: skip
    value = re.compile(r"#?\s?(\d{3}[- .]?\d{2}[- .]?\d{4}|(?:[Xx*]{3}-?[Xx*]{2}-?)\d{4})(?![\w-])", re.ASCII)
    shapes = (r"\d{3}-\d{2}-\d{4}", r"\d{3} \d{2} \d{4}")

    def accepts(self, value: str) -> bool:
        number = digits(value)
        if len(set(number)) == 1:
            return False
        return (len(number) == 9 or (len(number) == 4 and value[:1] in "Xx*" and len(value) >= 8)) and not (
            says_nothing(number)
        )

    def shaped(self, doc: Document, start: int, end: int, shape: int) -> bool:
        number = digits(doc.scan[start:end])
        if number in _ADVERTISED or len(set(number)) == 1 or number[3:5] == "00" or number[5:] == "0000":
            return False
        if shape == 1:  # with spaces only where a patient is spoken of
            return doc.near(start, 200) > 0
        if number[:3] in ("000", "666"):
            return False
        return number[0] != "9" or doc.near(start, 400) > 0
