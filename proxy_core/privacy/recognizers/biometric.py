"""Biometric identifiers: templates and their ids, for finger, voice, face, iris and retina.

Source: 45 CFR 164.514(b)(2)(i)(P).
"""

from __future__ import annotations

import re

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import Recognizer, digits, says_nothing


class BiometricRecognizer(Recognizer):
    type = "BIOMETRIC"
    label = "Biometric identifier"
    help = "Templates and ids of fingerprints, voiceprints, faces and irises."
    rule = "P"
    sure = True
    labels = (
        "fingerprint id", "fingerprint template", "finger print", "voiceprint",
        "voiceprint id", "voice print", "voice print id", "iris scan", "iris code", "iris id",
        "iris template",
        "iris scan id", "retina scan", "retina id", "retinal scan", "retinal scan id",
        "face template", "face print", "faceprint", "facial recognition id", "facial template",
        "face encoding",
        "face hash", "biometric id", "biometric template", "biometric hash", "biometric identifier",
        "palm print", "palm vein", "palm vein id", "palm scan", "thumbprint", "thumb print", "dna profile",
        "voice template", "fingerprint scan", "biometric token", "gait id", "finger template",
    )  # fmt: skip
    weak_labels = (
        "fingerprint", "fingerprint hash", "iris", "retina", "biometric", "face id", "voice id",
    )  # fmt: skip
    value = re.compile(r"#?\s?([A-Za-z0-9][A-Za-z0-9+/=_:.-]{3,180}[A-Za-z0-9=])(?![\w])", re.ASCII)

    def accepts(self, value: str) -> bool:
        return (
            len(value) >= 4 and bool(digits(value)) and " " not in value.strip() and not says_nothing(value)
        )

    def labelled(self, doc: Document, start: int, end: int) -> bool:
        value = doc.scan[start:end]
        return self.accepts(value) and len(digits(value)) >= 2 and (doc.near(start, 600) > 1 or "-" in value)
