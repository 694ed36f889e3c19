"""The grammar of keys: what `pt_nm`, `mbrNo`, `PAT-BIRTH-DT` or `homephone` announce.

A key is parted into words, its short words are spelled out, and what it means follows from which words stand
together: a *holder* (whose), a *part* (what of them), an *event* (when), an *issuer* (which number). Words
that speak of things or describe a value (`regex`, `length`, `table`) take the meaning away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")

#: `S/N`, which is one word; alone it is a phrase of the vocabulary
_SLASHED = re.compile(r"(?<=[\w ])\b[sS]/[nN]\b")


@dataclass(frozen=True, slots=True)
class Label:
    """What a phrase announces. weak: only where more speaks of a patient."""

    type: str
    weak: bool
    phrase: str


def split_key(key: str) -> list[str]:
    """`patientSsn_No` -> patient, ssn, no."""
    return [word.lower() for word in _HUMP.split(_SLASHED.sub("serial number", key)) if word]


def _table(text: str) -> dict[str, tuple[str, ...]]:
    """`nm nme = name; dob = birth date` -> each short word and the words it stands for."""
    table: dict[str, tuple[str, ...]] = {}
    for entry in text.split(";"):
        shorts, _, meaning = entry.partition("=")
        table.update(dict.fromkeys(shorts.split(), tuple(meaning.split())))
    return table


#: short and foreign words of keys -> what they mean
_SHORT = _table("""
    pt pat pts pnt ptnt paciente patienten = patient; mbr mem memb = member; ins insur = insurance;
    insrd insd = insured; ben benef bene = beneficiary; dep depn dpndnt = dependent;
    subscr sbscr sub subs sbr = subscriber; guar grntr guarant grtr gtr = guarantor; nok = kin;
    emerg emrg emer emrgncy ice = emergency; prov prv prvdr = provider; phys physn = physician;
    dr doc drs gp hcp = doctor; atn attnd attdg = attending; ref refer rfrg = referring; perf = performing;
    resp = responsible; empl emp ee = employee; subj = subject;
    nm nme names nombre nom vollname = name; forename vorname prenom frst fst = first name;
    sur surname nachname apellido apellidos familienname lst = last name; fam = family name;
    fname fnm fstname frstname firstname givenname = first name;
    lname lnm lstname lastname familyname = last name;
    mname mnm midname middlename mi minit mid = middle name; fullname fullnm = full name; aka = alias;
    mmn = mother maiden name; birthname = birth name;
    dob bday bdate bdt birthday birthdate birthdt dtob doby geburtsdatum geburtstag = birth date;
    born brth brthdt birthdat nacimiento naissance = birth; fecha = date; dod = death date;
    dos = service date; doa = admission date; dt dte dttm datetime dat = date;
    yr yyyy = year; mo mon = month; dy = day;
    addr adr adrs addrs addy address direccion adresse anschrift = address; strt street strasse rue = street;
    ln lne line = line; cty city town ciudad ville wohnort ort municipality locality = city;
    county cnty parish = county;
    postal postcode zipcode zipcd zip5 zip4 pstl plz postleitzahl = zip; apartment apt unit suite = unit;
    tel telephone ph phn phone fon telefon telefono telno phoneno phonenumber cell cellular mob mobile
    msisdn pager hphone wphone cphone mphone contactno = phone; fx faxno faxnumber = fax;
    em eml emailaddress correo courriel = email;
    ssn ssno ssnum socsec itin = ssn; medrec medrecno medrecnum mrno = mrn; chrt = chart; med = medical;
    rec = record; hosp = hospital;
    pol plcy plc = policy; grp = group; acct acc acnt accnt account = account; lic licence licen = license;
    dl drivers driverslicense = driver license; accn accsn acsn = accession;
    enc encntr = encounter; vst = visit;
    adm admt admit admitted admsn = admission; disch dsch dschg dischg discharged = discharge;
    appt appts apptmt = appointment; proc = procedure; surg = surgery; spec spcmn = specimen; ord = order;
    dx diag = diagnosis; clm = claim; inv = invoice; reg = registration; exp = expiry; eff = effective;
    coll colln = collected; rx = prescription; sched = scheduled; vax vacc = vaccine; inj = injury;
    srl ser = serial; dev = device; auth = authorization; prescr = prescription; pcp = doctor;
    username userid login loginid usernm screenname = username; tmpl = template;
    num no nbr nr number nmbr numb id ids identifier ident code cd key nummer numero = number;
    resid residence residential res hm = home
""")
_PATIENTS = """patient member subscriber guarantor insured policyholder beneficiary enrollee dependent holder
    claimant decedent resident client participant donor newborn baby infant proband"""
_KIN = """kin emergency contact mother father spouse parent guardian child wife husband son daughter
    brother sister caregiver relative responsible sibling partner proxy"""
_STAFF = """doctor physician provider nurse surgeon attending referring ordering rendering admitting
    consulting
    performing anesthesiologist radiologist pathologist therapist clinician practitioner prescriber
    interpreter technician technologist operator author"""
_STAFF_WORDS = frozenset(_STAFF.split()) - {"author", "operator", "interpreter", "performing"}
_PEOPLE = (
    f"{_PATIENTS} {_KIN} {_STAFF} subject person employee requester requestor customer applicant student"
)
_EVENTS = """visit admission discharge service appointment procedure surgery encounter enrollment consent
    death deceased collection collected specimen exam examination
    diagnosis diagnosed onset injury treatment
    vaccination vaccine immunization injection followup infusion operation accident illness referral transfer
    delivery implant transplant seen scan study drawn performed received prescription fill filled
    administered therapy session hospitalization symptom lmp"""
#: words that make a key a description of a value instead of its name
_ABOUT = frozenset(
    """regex pattern format label type types column idx index count length len mask placeholder error errors
    valid required status flag enabled hash size class list page table template schema map prefix
    suffix validator selector ref icon width height visible hidden options option help hint tooltip title
    path dir service controller repository factory builder mapper dto model view component props state
    handler callback fn func hook test spec order weight control rate ratio score level sort filter query
    key keys exists missing match matches parser field fields present system use code text msg message
    source version policy mode group reader writer range limit offset total sum avg desc
    description""".split()  # noqa: SIM905
)
#: what a biometric template is of
_BODY = frozenset(
    (
        "fingerprint",
        "finger",
        "voiceprint",
        "voice",
        "iris",
        "retina",
        "face",
        "facial",
        "palm",
        "vein",
        "gait",
        "biometric",
    )
)
#: words of things, which have names, numbers, addresses and dates as well
_THINGS = frozenset(
    """file host class function method variable tag table column package module product brand drug medication
    test lab facility hospital company organization org plan event domain model path dir mac web memory base
    server bind listen contract wallet return url http smtp socket peer node virtual target display resource
    role db database schema image container cluster bucket queue topic index job task step stage pipeline
    workflow app project repo commit build release version created updated modified form screen button
    payer carrier clinic department pharmacy vendor tenant config setting env logger metric service""".split()  # noqa: SIM905
)
#: (one of these words, and one of these) -> type, weak; the first that fits
_RULES: tuple[tuple[frozenset[str], frozenset[str], str, bool], ...] = tuple(
    (frozenset(one.split()), frozenset(other.split()), type_, weak)
    for one, other, type_, weak in (
        ("ssn social", "", "SSN", False),
        ("username", "", "OTHER_ID", True),
        ("fax", "", "FAX", False),
        ("email", "", "EMAIL", False),
        ("birth", "place city country state town county", "GEO", False),
        ("birth", "name", "NAME", False),
        ("birth", "date day year month number time", "DATE", False),
        ("mrn", "", "MRN", False),
        ("phone", "", "PHONE", False),
        ("driver", "license", "LICENSE", False),
        ("license npi dea passport driver upin", "number", "LICENSE", False),
        ("device serial implant pacemaker imei udi pump", "number serial udi", "DEVICE", True),
        ("member subscriber policy insurance insured beneficiary medicaid medicare mbi hicn group"
         " policyholder", "number", "HEALTH_PLAN", False),
        ("account guarantor card claim invoice", "number", "ACCOUNT", True),
        ("visit accession specimen case study subject participant badge employee requisition order encounter"
         " prescription referral authorization episode donor sample trial admission appointment student",
         "number", "OTHER_ID", True),
        ("medical chart health hospital", "record number chart", "MRN", False),
        ("patient", "number record mrn", "MRN", False),
        ("first last given family middle maiden full preferred legal alias nick", "name", "NAME", False),
        ("first last given family middle maiden alias initial", f"{_PATIENTS} mother father spouse",
         "NAME", False),
        (_PEOPLE, "name initials", "NAME", False),
        ("address street city zip county", "home patient mailing member birth kin emergency guarantor"
         " subscriber permanent current mail", "GEO", False),
        ("address", "city zip street line 1 2 3 contact billing county unit state primary secondary work",
         "GEO", True),
        ("city zip county street", "contact number name line", "GEO", True),
        ("date time day", _EVENTS, "DATE", False),
        ("date", _PEOPLE, "DATE", True),
        (_STAFF, "number", "OTHER_ID", True),
        ("national", "number", "SSN", True),
        ("photo picture headshot avatar portrait", "url file path link uri image", "PHOTO", True),
        ("fingerprint voiceprint iris retina face biometric palm vein voice finger gait",
         "number template hash scan print", "BIOMETRIC", True),
        ("mail", "", "EMAIL", False),
        ("ip", "address client remote source login number last", "IP", False),
    )
)  # fmt: skip
#: a single word that was short
_ALONE = {
    "name": ("NAME", True), "phone": ("PHONE", False), "fax": ("FAX", False), "email": ("EMAIL", False),
    "ssn": ("SSN", False), "mrn": ("MRN", False), "address": ("GEO", True), "street": ("GEO", True),
    "provider": ("NAME", True), "doctor": ("NAME", True), "physician": ("NAME", True),
    "attending": ("NAME", True),
    "username": ("OTHER_ID", True), "city": ("GEO", True), "zip": ("GEO", True), "county": ("GEO", True),
    "account": ("ACCOUNT", True),
}  # fmt: skip
_KNOWN = frozenset(_SHORT) | frozenset(word for one, other, _, _ in _RULES for word in one | other)


def composed(words: list[str]) -> Label | None:
    """A key that no phrase covers, by its words: `med_rec_num`, `addr_zip`, `dateBirth`."""
    if words[-1:] == ["template"] and _BODY & set(words):
        return Label("BIOMETRIC", True, " ".join(words))
    if not 1 <= len(words) <= 6 or (words[-1] in _ABOUT and words != ["fn"]):
        return None
    parts = [part for word in words for part in _parts(word)]
    meant = {meaning for part in parts for meaning in _SHORT.get(part, (part,))}
    if "ssn" in meant and ("last4" in words or {"last", "4"} <= set(words)):
        return Label("SSN", False, "ssn last4")
    if meant & _THINGS and not meant & {"patient", "member", "subscriber", "medical", "home", "birth"}:
        return None
    if len(words) == 1 and words[0] in ("ln1", "ln2", "ln3"):
        return Label("GEO", True, "address")
    if len(words) > 1 and meant <= _STAFF_WORDS:
        return Label("NAME", False, " ".join(words))  # `RenderingProv`, `attnd_phys`
    if len(meant) == 1 and len(parts) == 1:
        return _alone(parts[0], *meant)
    for one, other, type_, weak in _RULES:
        if meant & one and (not other or meant & other):
            return Label(type_, weak, " ".join(words))
    return None


def _alone(word: str, meaning: str) -> Label | None:
    if word in ("ln", "fn", "mn"):
        return Label("NAME", True, "last")
    found = _ALONE.get(meaning)
    return Label(*found, word) if found is not None and word in _SHORT else None


#: short words that no other word is made of
_TELLING = frozenset(("dob", "ssn", "mrn", "npi", "nm"))


@lru_cache(maxsize=4096)
def _parts(word: str) -> tuple[str, ...]:
    """A word written together, in known words: `homephone` -> home, phone; `addr2` -> addr. Else as it is."""
    plain = word.rstrip("0123456789")
    if plain in _KNOWN or len(plain) < 5 or len(plain) > 24:
        return (plain,) if plain in _KNOWN else (word,)
    best: list[tuple[str, ...] | None] = [()] + [None] * len(plain)
    for end in range(2, len(plain) + 1):
        for start in range(max(0, end - 12), end - 1):
            before = best[start]
            if before is not None and plain[start:end] in _KNOWN and len(before) < 4:
                made = (*before, plain[start:end])
                current = best[end]
                best[end] = made if current is None or len(made) < len(current) else current
    found = best[len(plain)]
    return (
        found if found is not None and any(len(part) > 3 or part in _TELLING for part in found) else (word,)
    )
