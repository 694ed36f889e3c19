"""Medical record numbers.

Source: 45 CFR 164.514(b)(2)(i)(H). Every hospital has its own form, so only a label, key or position tells.
"""

from __future__ import annotations

from proxy_core.privacy.recognizers.base import IdentifierRecognizer


class MrnRecognizer(IdentifierRecognizer):
    type = "MRN"
    label = "Medical record number"
    help = "A number behind MRN, chart, unit or patient id."
    rule = "H"
    labels = (
        "mrn", "mrn no", "mrn number", "mr number", "mr no", "med rec no", "med rec", "medical record",
        "medical record number", "medical record no", "medical record num", "medical rec no",
        "chart number", "chart no", "chart id", "patient id", "patient identifier", "patient number",
        "patient no", "pat id", "pt id", "pt no", "hospital number", "hospital no",
        "hospital id", "empi", "mpi", "health record number", "emr id", "ehr id", "emr number",
        "external mrn",
        "medrec", "medrecno", "patient mrn", "nhs number", "nhs no", "hosp no", "medical no",
    )  # fmt: skip
    weak_labels = (
        "person number", "ur number", "hospital unit number", "med rec number", "pt number",
        "record no", "record id", "unit", "mr", "chart", "record number",  "unit number", "unit no",
    )  # fmt: skip
