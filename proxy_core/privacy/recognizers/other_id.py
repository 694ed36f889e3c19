"""Any other unique identifying number, characteristic or code.

Source: 45 CFR 164.514(b)(2)(i)(R): accession, encounter, visit, specimen, case, order, study subject and
employee numbers, user names.
"""

from __future__ import annotations

import re

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import IDENTIFIER, IdentifierRecognizer


class OtherIdRecognizer(IdentifierRecognizer):
    type = "OTHER_ID"
    label = "Other identifier"
    help = "Accession, encounter, visit, specimen, case, order, study subject and employee numbers."
    rule = "R"
    labels = (
        "accession", "acc id", "accession number", "accession no", "accession id", "acc no", "acc number",
        "csn",
        "encounter id", "encounter number", "encounter no", "visit id", "visit number", "visit no",
        "specimen id", "specimen number", "specimen no",
        "study subject id", "study subject", "subject number", "subject no",
        "participant number", "enrollment id", "employee number",
        "employee no", "badge number", "badge no",
        "rx number", "rx no", "prescription number", "prescription no", "prescription id",
        "referral number", "authorization number", "authorization no", "auth number",
        "auth no", "prior auth number", "appointment id", "appt id", "military id", "donor id",
        "requisition number", "requisition no", "episode id",
        "admission id", "admission number", "admission no", "placer order number", "filler order number",
        "wristband", "wristband id", "case file number",
        "pathology number", "surgical number", "case ref", "docket number",
        "inmate number", "booking number", "voter id", "national id", "nric", "ni number", "curp", "cpf",
    )  # fmt: skip
    weak_labels = (
        "auth", "acc", "authorization", "case", "study", "order", "visit", "rx", "subject", "reference",
        "ref",
        "id number", "confirmation",
        "order id", "order number", "order no", "case number", "case no", "case id", "encounter",
        "specimen", "badge", "badge id", "study id", "employee id", "student id", "confirmation number",
        "report number", "incident number", "reference number", "ref no", "tracking number", "barcode",
        "sample id", "family id", "service number", "trial id", "subject id", "requisition",
        "trip number", "run number", "incident no", "report no", "work order", "dispatch number",
        "pcr number", "run no", "call number",
        "participant id", "job number", "police report", "police report number", "confirmation no",
        "confirmation code",
        "locator", "pickup code", "invitation code", "interpreter id", "client id", "client number",
        "resident id",
        "resident number", "consumer id", "voucher", "voucher number", "household id", "kit number",
        "tube number",
        "sample number", "sample no", "lab number", "lab no", "slide number", "username",
        "portal username", "login name",
    )  # fmt: skip
    value = re.compile(rf"#?\s?((?-i:[A-Z0-9]{{6,10}}(?=\s|$))|{IDENTIFIER})(?![\w])", re.ASCII)

    def labelled(self, doc: Document, start: int, end: int) -> bool:
        """A code of letters without digits counts behind a word that asks for one."""
        value = doc.scan[start:end]
        if _CODE.fullmatch(value) and sum(c.isdigit() for c in value) < 3:
            return _ASKED.search(doc.scan, max(0, start - 24), start) is not None and doc.near(start, 500) > 0
        return super().labelled(doc, start, end)


_CODE = re.compile(r"[A-Z0-9]{6,10}")
_ASKED = re.compile(r"(?:confirmation|locator|pickup|invitation|activation)[^\n]{0,12}$", re.IGNORECASE)
