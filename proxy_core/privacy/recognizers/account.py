"""Account numbers: of hospitals, banks and cards.

Source: 45 CFR 164.514(b)(2)(i)(J). Cards: ISO/IEC 7812 (Luhn); IBAN: ISO 13616 (ISO 7064 mod 97-10).
"""

from __future__ import annotations

import re

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import IdentifierRecognizer, digits, luhn

#: first digits that card networks use; elsewhere Luhn alone passes one number in ten
_NETWORKS = re.compile(r"(?:4|5[1-5]|2[2-7]|3[47]|6(?:011|4|5)|35|30|36|38)")


def iban_valid(value: str) -> bool:
    compact = value.replace(" ", "").upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", compact):
        return False
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


class AccountRecognizer(IdentifierRecognizer):
    type = "ACCOUNT"
    label = "Account number"
    help = "Patient, billing and bank accounts behind a label; cards and IBANs by their check digits."
    rule = "J"
    labels = (
        "account number", "account no", "account num", "acct no", "acct number",
        "acct num", "patient account", "patient account number", "patient account no", "pt acct",
        "guarantor id", "guarantor account", "guarantor number", "billing account",
        "bank account", "bank account number", "routing number", "aba number",
        "iban", "credit card", "credit card number", "cc number", "debit card",
        "financial account", "hospital account", "fin number", "claim number", "claim no",
        "payment card", "checking account", "savings account",
    )  # fmt: skip
    weak_labels = (
        "claim", "invoice", "card", "guarantor", "statement", "account", "account id", "acct", "acct id",
        "invoice number", "invoice no", "card number", "card no", "pan", "fin", "har", "claim id", "a c no",
        "statement number", "billing number",
    )  # fmt: skip
    value = re.compile(
        r"#?\s?((?:\d{4}[ -]){3}\d{1,4}|[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?"
        r"|[A-Za-z]{0,6}[-_]?\d[\dA-Za-z]*(?:[-./_][\dA-Za-z]+){0,5})(?!\w)",
        re.ASCII,
    )
    shapes = (
        r"\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}",
        r"3[47]\d{2}[ -]\d{6}[ -]\d{5}",
        r"\d{13,16}",
        r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?",
    )

    def shaped(self, doc: Document, start: int, end: int, shape: int) -> bool:
        value = doc.scan[start:end]
        if shape == 3:
            return iban_valid(value)
        number = digits(value)
        if not luhn(number) or not _NETWORKS.match(number) or len(set(number)) < 4:
            return False
        return shape < 2 or (doc.near(start) > 0 and len(number) in (13, 15, 16))
