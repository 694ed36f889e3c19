"""Names of patients, their relatives, employers and household, and of those who treat them.

Source: 45 CFR 164.514(b)(2)(i)(A). Here are the labels and what a labelled value must look like; names in
running text are found by `proxy_core.privacy.names`.
"""

from __future__ import annotations

import re

from proxy_core.privacy import lexicon
from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import Recognizer, says_nothing

_U, _L = "A-ZÀ-ÖØ-Þ", "a-zß-öø-ÿ"
#: one word of a name: Smith, O'Brien, McDonald, Jean-Luc, D'Souza
WORD = rf"(?:[{_U}][{_L}]+(?:[{_U}][{_L}]+)?|[{_U}]'[{_U}][{_L}]+)(?:(?:-|'(?!s\b))[{_U}]?[{_L}]+)*"
CAPS = rf"[{_U}][{_U}'-]*[{_U}]"
INITIAL = rf"[{_U}]\.?(?![{_U}{_L}0-9'])"
PARTICLE = (
    r"(?:[Vv]an der|[Vv]an den|[Vv]an de|[Vv]an 't|[Dd]e [Ll]a|[Dd]e [Ll]as|[Dd]e [Ll]os|[Vv]on der|del"
    r"|de|da|do"
    r"|dos|das|van"
    r"|von|bin|ibn|bint|al|el|la|le|du|di|della|[Ss]t\.|ter|ten|y|af|zu)"
)
SUFFIX = r"(?:,? (?:Jr|JR|Sr|SR|II|III|IV)\b\.?)"
TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Rev|Fr|Sr|Sra|Sgt|Capt|Hon|Doctor|Nurse|MR|MRS|MS|DR)\.? "
MIXED = rf"{WORD}(?: (?:{INITIAL}|{PARTICLE} {WORD}|{WORD}|\"{WORD}\"|\({WORD}\))){{0,4}}{SUFFIX}?"
LAST_FIRST = (
    rf"(?:{PARTICLE} )?{WORD}(?:[ -]{WORD})?, ?(?:{WORD}(?: (?:{INITIAL}|{WORD}))?(?![{_L}])"
    rf"|[{_U}][{_U}'-]{{3,}}|{INITIAL})"
)
UPPER = rf"{CAPS}(?:, ?{CAPS}|, {INITIAL}|(?: {CAPS})|(?: {INITIAL})){{1,3}}{SUFFIX}?"
_NAME = rf"(?:{LAST_FIRST}|{UPPER}|(?:{PARTICLE} )?{MIXED}|{INITIAL} {WORD}|{CAPS})"
#: `Osagie, Blessing`: the form of a name, whatever its words
_INVERTED = re.compile(rf"{WORD}, {WORD}(?: (?:{INITIAL}|{WORD}))?|{CAPS}, ?{CAPS}(?: {INITIAL})?")
#: `K. Ferro`
_INITIALLED = re.compile(rf"(?:[{_U}]\. ?){{1,2}}{WORD}")
_TITLED = re.compile(rf"^{TITLE}", re.IGNORECASE)
_WORDS = re.compile(rf"[{_U}{_L}0-9][{_U}{_L}0-9'-]*")
_CREDENTIAL = frozenset(
    [
        "MD",
        "DO",
        "RN",
        "NP",
        "PA",
        "PHD",
        "LPN",
        "DDS",
        "DMD",
        "DPM",
        "OD",
        "LCSW",
        "CRNA",
        "FACS",
        "FACP",
        "FACC",
        "MSN",
        "BSN",
        "DNP",
        "APRN",
        "CNM",
        "PT",
        "OT",
        "RPH",
        "PHARMD",
        "MBBS",
        "BS",
        "MS",
        "MPH",
    ]
)


class NameRecognizer(Recognizer):
    type = "NAME"
    label = "Name"
    help = (
        "Patients, relatives and providers: by label, key, position, title, and where clinical text is dense."
    )
    rule = "A"
    sure = True
    labels = (
        "patient name", "patients name", "patient s name", "patient full name", "pt name",
        "name of patient", "patient",
        "pt", "first name", "given name", "family name", "informant", "certifier", "claimant", "applicant",
        "scribe", "last name", "surname",
        "firstname", "lastname", "maiden name", "mothers maiden name",
        "mother s maiden name", "mother maiden name", "legal name", "preferred name", "guarantor",
        "guarantor name",
        "subscriber name", "insured s name", "policy holder", "policyholder",
        "policy holder name", "policyholder name", "beneficiary name", "next of kin",
        "next of kin name", "nok", "nok name", "emergency contact", "emergency contact name",
        "emergency name",
        "guardian name", "legal guardian", "parent guardian", "mothers name", "mother s name",
        "mother name", "fathers name", "father name", "spouse name",
        "caregiver name", "attending", "attending physician",
        "attending provider", "attending md", "attending doctor", "physician name",
        "referring physician", "referring provider", "referring md", "referring doctor",
        "primary care physician",
        "primary care provider", "primary physician", "pcp", "pcp name", "family physician",
        "ordering physician",
        "ordering provider", "ordering md", "surgeon name", "primary surgeon",
        "assistant surgeon", "anesthesiologist", "anesthetist", "admitting physician", "admitting provider",
        "consulting physician", "discharge physician", "treating physician", "rendering provider",
        "cosigned by",
        "dictated by", "electronically signed by", "e signed by", "transcribed by", "interpreted by",
        "referred by", "seen by", "examined by", "authored by", "attested by", "radiologist",
        "pathologist", "cardiologist", "neurologist", "oncologist", "psychiatrist",
        "charge nurse", "nurse name",
        "account holder", "account holder name", "cardholder", "cardholder name", "responsible party",
        "responsible party name", "decedent", "decedent name",
        "infant name", "baby name", "childs name",
        "patient alias", "patient first name", "patient last name",
        "care manager",
        "case manager", "social worker", "dietitian",
        "performing physician", "physicians of record", "other patient names", "patients birth name",
        "birth name", "lab director", "medical director",
        "re patient", "regarding patient", "member first name", "member last name", "health care proxy",
        "healthcare proxy", "power of attorney", "aunt", "uncle", "grandmother",
        "grandfather", "niece", "nephew", "fiance", "fiancee",
    )  # fmt: skip
    weak_labels = (
        "name", "display", "display name", "alias", "aka", "nickname", "contact", "provider", "doctor",
        "dr", "reviewed by", "witness", "interpreter", "author", "consultant", "clinician", "practitioner",
        "entered by", "approved by", "created by", "completed by", "family", "prefix", "recipient",
        "client", "middle", "first", "last", "resident", "employee", "re", "cc", "user full name",
        "assigned to", "requested by", "scheduled by", "from", "to", "user", "intern", "rn", "md", "np",
        "phlebotomist", "performer", "requester", "subject", "participant", "child", "text", "given",
        "insured", "insured name", "son", "daughter", "brother", "sister", "parent", "parent name",
        "partner", "friend", "employer", "mother", "father", "wife", "husband", "spouse", "surgeon",
        "operator name", "attn", "collected by", "performed by", "verified by", "reported by", "child name",
        "contact name", "contact person", "author name", "full name", "donor name", "resident name",
        "witness name", "therapist", "nurse", "physician", "provider name", "read by",
        "signed by", "dear", "driver name", "person name", "neighbor", "roommate", "student name",
        "employee name", "client name", "subject name", "participant name", "operators name", "technician",
        "name suffix", "name prefix", "poa", "guardian", "beneficiary", "subscriber", "caregiver",
        "ordered by", "administered by", "technologist", "also known as", "pharmacist", "middle initial",
        "middle name", "member name", "fname", "lname",
        "ship to", "bill to", "sold to", "deliver to", "mail to", "prepared for", "case mgr",
        "adjuster", "claims adjuster", "resp party", "guar name", "name of insured", "insured party",
        "policy owner", "em contact", "emer contact", "emergency", "supervising physician", "reviewer",
        "assessor", "evaluator", "examiner", "counselor", "landlord", "attorney", "lawyer", "officer",
        "driver", "passenger", "victim", "complainant", "tenant", "customer name", "foster parent",
        "care coordinator", "home health aide", "billing contact", "alt contact", "alternate contact",
        "spouse partner", "policyholder s name", "member s name", "provider signature",
        "physician signature", "patient signature", "rn signature",
        "opened by", "closed by", "submitted by", "requestor", "requester name", "ordering", "dependent",
        "dependents",
        "maiden", "former name", "maiden former name", "maiden former", "other name", "previous name",
        "called by",
        "spoke with", "accompanied by", "brought in by", "escorted by", "coordinator", "study coordinator",
        "caller",
        "caller name", "callers name", "pt contact", "primary contact", "secondary contact", "proxy",
        "chaplain",
        "assigned rn", "assigned nurse", "primary nurse", "circulator", "scrub", "assistant", "anesthesia",
        "proceduralist",
        "fellow", "hospitalist", "intensivist", "midwife", "pediatrician", "obstetrician", "optometrist",
        "dentist",
        "hygienist", "notary", "signature", "printed name", "print name", "name nombre", "nombre",
        "nombre del paciente",
        "account rep", "agent", "rep name", "prescriber", "prescribing provider", "dispensed by", "filled by",
        "picked up by", "released to", "crew", "confirmed by", "given by", "homeroom teacher",
        "school nurse", "funeral director", "counsellor", "probation officer", "case worker",
        "report to", "reported to", "called to", "notified",
        "results called to",
    )  # fmt: skip
    value = re.compile(rf"(?:{TITLE})?({_NAME})")

    def accepts(self, value: str) -> bool:
        """A field that is said to be a name: anything that reads like words of a name."""
        if (
            says_nothing(value)
            or not 2 <= len(value) <= 80
            or re.search(r"[={}@$_;:/<>*|#]|\d\d|\.[a-z]", value)
        ):
            return False
        words = _WORDS.findall(_TITLED.sub("", value))
        if not words or len(words) > 7:
            return False
        if any(lexicon.is_name(word) for word in words):
            return not all(lexicon.is_common(word) and not lexicon.is_last(word) for word in words)
        return not any(lexicon.is_common(word) for word in words)

    def labelled(self, doc: Document, start: int, end: int) -> bool:
        """After a label in running text: at least two words, or one that is in the lists."""
        value = doc.text[start:end]
        return name_like(value) or (
            _INVERTED.fullmatch(value) is not None and not lexicon.is_common(value.split(",")[0])
        )


def name_like(value: str, *, single: bool = True) -> bool:
    """Whether words with capitals read like a name. single: whether one word can be enough."""
    words = [word for word in _WORDS.findall(value) if word.upper() not in _CREDENTIAL]
    long = [word for word in words if len(word) > 1]
    if not long:
        return False
    known = [word for word in long if lexicon.is_name(word)]
    common = [word for word in long if lexicon.is_everyday(word) or lexicon.is_common(word)]
    if len(long) == 1:
        return single and not common and (bool(known) or _INITIALLED.fullmatch(value) is not None)
    if common and "," in value and len(long) == 2 and known and not lexicon.is_common(long[0]):
        return True  # `Osagie, Blessing`
    if common:
        return (len(known) == len(long) and lexicon.is_first(long[0])) or (
            len(common) == 1 and len(known) >= 2
        )
    return True
