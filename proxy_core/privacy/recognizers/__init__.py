"""Ordered recognizers, one file for each identifier. The order settles who wins an equal place."""

from __future__ import annotations

from collections.abc import Mapping

from proxy_core.privacy.recognizers.account import AccountRecognizer
from proxy_core.privacy.recognizers.age import AgeRecognizer
from proxy_core.privacy.recognizers.base import Recognizer
from proxy_core.privacy.recognizers.biometric import BiometricRecognizer
from proxy_core.privacy.recognizers.date import DateRecognizer
from proxy_core.privacy.recognizers.device import DeviceRecognizer
from proxy_core.privacy.recognizers.email import EmailRecognizer
from proxy_core.privacy.recognizers.fax import FaxRecognizer
from proxy_core.privacy.recognizers.geo import GeoRecognizer
from proxy_core.privacy.recognizers.health_plan import HealthPlanRecognizer
from proxy_core.privacy.recognizers.ip import IpRecognizer
from proxy_core.privacy.recognizers.license import LicenseRecognizer
from proxy_core.privacy.recognizers.mrn import MrnRecognizer
from proxy_core.privacy.recognizers.name import NameRecognizer
from proxy_core.privacy.recognizers.other_id import OtherIdRecognizer
from proxy_core.privacy.recognizers.phone import PhoneRecognizer
from proxy_core.privacy.recognizers.photo import PhotoRecognizer
from proxy_core.privacy.recognizers.ssn import SsnRecognizer
from proxy_core.privacy.recognizers.url import UrlRecognizer
from proxy_core.privacy.recognizers.vehicle import VehicleRecognizer

RECOGNIZERS: tuple[Recognizer, ...] = (
    PhotoRecognizer(),
    EmailRecognizer(),
    UrlRecognizer(),
    DeviceRecognizer(),
    IpRecognizer(),
    HealthPlanRecognizer(),
    SsnRecognizer(),
    AccountRecognizer(),
    FaxRecognizer(),
    PhoneRecognizer(),
    VehicleRecognizer(),
    LicenseRecognizer(),
    AgeRecognizer(),
    GeoRecognizer(),
    DateRecognizer(),
    MrnRecognizer(),
    BiometricRecognizer(),
    OtherIdRecognizer(),
    NameRecognizer(),
)

#: PHI type -> its recognizer
BY_TYPE: Mapping[str, Recognizer] = {recognizer.type: recognizer for recognizer in RECOGNIZERS}
