"""Ordered recognizers, one file for each identifier."""

from __future__ import annotations

from proxy_core.privacy.recognizers.base import Recognizer
from proxy_core.privacy.recognizers.first import Date, Email, Mrn, Name, Phone, Ssn

RECOGNIZERS: tuple[Recognizer, ...] = (Ssn(), Email(), Phone(), Mrn(), Date(), Name())
