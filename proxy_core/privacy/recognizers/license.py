"""Certificate and licence numbers, of patients and of those who treat them.

Source: 45 CFR 164.514(b)(2)(i)(K). NPI: CMS, Luhn over the prefix 80840 (45 CFR 162.406). DEA number: 21 CFR
1301; two letters, seven digits, the last a check digit.
"""

from __future__ import annotations

import re

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import IDENTIFIER, IdentifierRecognizer, luhn


def npi_valid(number: str) -> bool:
    """Ten digits that begin with 1 or 2, Luhn over `80840` and them."""
    return len(number) == 10 and number.isdigit() and number[0] in "12" and luhn("80840" + number)


def dea_valid(value: str) -> bool:
    """(d1+d3+d5) + 2 (d2+d4+d6) ends in d7."""
    number = value[2:]
    if len(value) != 9 or not number.isdigit():
        return False
    one, two, three, four, five, six, check = map(int, number)
    return (one + three + five + 2 * (two + four + six)) % 10 == check


class LicenseRecognizer(IdentifierRecognizer):
    type = "LICENSE"
    label = "Certificate or licence number"
    help = "Driver's and medical licences, passports, NPI and DEA numbers."
    rule = "K"
    labels = (
        "license num", "licence number", "licence no",
        "drivers license", "driver license", "driver s license", "drivers licence", "driver licence",
        "drivers license number", "drivers license no", "driver license number", "driver s license number",
        "driver s license no", "driver license no", "driving licence", "dl number", "dl no", "lic no",
        "medical license", "medical license number", "state license", "npi", "npi number", "npi no",
        "dea", "dea number", "dea no", "dea registration", "passport", "passport number", "passport no",
        "professional license", "nursing license", "board certification number",
        "green card number", "visa number", "alien number", "state id", "upin",
    )  # fmt: skip
    weak_labels = (
        "lic", "cert", "cert no", "cert number", "registration no", "license", "license number",
        "license no", "licence", "license id", "registration number", "certification number", "dl",
    )  # fmt: skip
    value = re.compile(rf"#?\s?\(?(?:[A-Z]{{2}} )?((?:[A-Z]{{2}}-)?{IDENTIFIER})(?!\w)", re.ASCII)
    shapes = (r"[ABFGMPRX][A-Z9]\d{7}",)

    def shaped(self, doc: Document, start: int, end: int, shape: int) -> bool:
        return dea_valid(doc.scan[start:end]) and doc.near(start) > 0
