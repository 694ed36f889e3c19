"""Clinical texts with marked values: forms with labels, and prose without. Set A."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.eval.values import Person, mark

Template = Callable[[random.Random], str]


def face_sheet(rng: random.Random) -> str:
    p, d, n = Person(rng), Person(rng), Person(rng)
    return f"""PATIENT FACE SHEET
Patient Name: {mark("NAME", p.last + ", " + p.first + " " + p.middle)}
MRN: {mark("MRN", p.mrn())}        DOB: {mark("DATE", p.written(p.born))}     Sex: {p.sex}
SSN: {mark("SSN", p.ssn())}
Address: {mark("GEO", f"{p.street}, {p.city}, {p.state} {p.zip}")}
Home Phone: {mark("PHONE", p.phone())}   Fax: {mark("FAX", p.phone())}
Email: {mark("EMAIL", p.email())}
Insurance: Blue Cross PPO   Member ID: {mark("HEALTH_PLAN", p.member())}   Group #: {mark("HEALTH_PLAN", p.digits(6))}
Emergency Contact: {mark("NAME", n.name)} (spouse) {mark("PHONE", n.phone())}
PCP: Dr. {mark("NAME", d.name)}   NPI: {mark("LICENSE", d.npi())}
Driver's License: {mark("LICENSE", p.licence())}
Account #: {mark("ACCOUNT", p.account())}
"""


def soap(rng: random.Random) -> str:
    p, d = Person(rng), Person(rng)
    day = p.day()
    return f"""Patient: {mark("NAME", p.name)}
DOB: {mark("DATE", p.written(p.born))}
Date of Service: {mark("DATE", p.written(day))}
Medical Record Number: {mark("MRN", p.mrn())}

S: Patient reports increased shortness of breath for three days. Denies fever.
O: BP 142/88, HR 96, SpO2 93% on room air. Lungs with bibasilar crackles.
A: CHF exacerbation.
P: Furosemide 40 mg IV, daily weights, echo. Follow up in 2 weeks.

Electronically signed by {mark("NAME", d.name)}, MD on {mark("DATE", p.written(day))}
"""


def lab_report(rng: random.Random) -> str:
    p, d = Person(rng), Person(rng)
    day = p.day()
    return f"""LABORATORY REPORT
Name: {mark("NAME", p.name)}            Accession #: {mark("OTHER_ID", p.other())}
MRN: {mark("MRN", p.mrn())}                     Collected: {mark("DATE", p.written(day))} 08:15
Ordering Physician: {mark("NAME", d.name)}, MD

Test            Result     Reference
Hemoglobin      13.2       12.0-16.0 g/dL
Glucose         104        70-99 mg/dL
Creatinine      0.9        0.6-1.2 mg/dL
"""


def device_note(rng: random.Random) -> str:
    p = Person(rng)
    return f"""IMPLANT RECORD
Patient: {mark("NAME", p.name)}    MRN {mark("MRN", p.mrn())}
Pacemaker serial number: {mark("DEVICE", p.serial())}
UDI: {mark("DEVICE", f"(01)0084458800{p.digits(4)}(17)270131(21){p.digits(7)}")}
Fingerprint ID: {mark("BIOMETRIC", p.biometric())}
Patient photo: {mark("PHOTO", p.photo())}
Vehicle (disability placard): plate {mark("VEHICLE", p.plate())}, VIN {mark("VEHICLE", p.vin())}
Portal: {mark("URL", p.url())}
Last login IP: {mark("IP", p.ip())}
"""


def billing(rng: random.Random) -> str:
    p = Person(rng)
    return f"""STATEMENT
Guarantor: {mark("NAME", p.name)}
{mark("GEO", p.street)}
{mark("GEO", f"{p.city}, {p.state} {p.zip}")}

Account Number: {mark("ACCOUNT", p.account())}
Card on file: {mark("ACCOUNT", p.card())}
Admission Date: {mark("DATE", p.written(p.day()))}   Discharge Date: {mark("DATE", p.written(p.day()))}
Total due: $1,204.50
"""


def referral(rng: random.Random) -> str:
    p, d, e = Person(rng), Person(rng), Person(rng)
    return f"""Dear Dr. {mark("NAME", d.last)},

Re: {mark("NAME", p.name)}, DOB {mark("DATE", p.written(p.born, "us"))}, MRN {mark("MRN", p.digits(7))}

Thank you for seeing this patient with refractory hypertension. Please call {mark("PHONE", p.phone())} with questions or fax results to {mark("FAX", p.phone())}.

Sincerely,
{mark("NAME", e.name)}, MD
"""


def hp(rng: random.Random) -> str:
    p, d, n = Person(rng), Person(rng), Person(rng)
    day = p.day()
    age = day.year - p.born.year
    old = mark("AGE", str(age)) if age > 89 else str(age)
    return f"""HISTORY OF PRESENT ILLNESS
{mark("NAME", p.name)} is a {old}-year-old {"man" if p.sex == "M" else "woman"} with a history of atrial fibrillation who presented on {mark("DATE", p.written(day, "lu"))} with palpitations. {p.he} lives in {mark("GEO", p.city)} with {p.his} daughter {mark("NAME", n.first)}. {p.title} {mark("NAME", p.last)} denies chest pain. {p.he} was seen by Dr. {mark("NAME", d.name)} of cardiology on {mark("DATE", p.written(day, "lp"))}.

Plan: rate control, anticoagulation, outpatient follow-up with Dr. {mark("NAME", d.last)}.
"""


def discharge(rng: random.Random) -> str:
    p, d = Person(rng), Person(rng)
    day, end = p.day(), p.day()
    return f"""DISCHARGE SUMMARY

{p.title} {mark("NAME", p.name)} was admitted on {mark("DATE", p.written(day, "lus"))} for community-acquired pneumonia and discharged on {mark("DATE", p.written(end, "lus"))}. The hospital course was uncomplicated. {mark("NAME", p.last)} was treated with ceftriaxone and azithromycin. Blood cultures drawn {mark("DATE", p.written(day, "us"))} remained negative.

{p.his.title()} primary care physician, Dr. {mark("NAME", d.name)}, was notified by phone at {mark("PHONE", d.phone())}. Medications were sent to the pharmacy.
"""


def nurse(rng: random.Random) -> str:
    p, n = Person(rng), Person(rng)
    return f"Spoke with {mark('NAME', p.first)}'s {rng.choice(['wife', 'mother', 'sister'])}, {mark('NAME', n.name)}, at {mark('PHONE', n.phone())}. She states {mark('NAME', p.first)} has been taking his medications and will bring him to clinic on {mark('DATE', p.written(p.day(), 'us'))}. Home address confirmed as {mark('GEO', f'{p.street}, {p.city}')}.\n"


def email_thread(rng: random.Random) -> str:
    p, a, b = Person(rng), Person(rng), Person(rng)
    return f"""From: {mark("NAME", a.name)} <{mark("EMAIL", a.email())}>
To: {mark("NAME", b.name)} <{mark("EMAIL", b.email())}>
Subject: patient transfer

Hi {mark("NAME", b.first)},

Can you look at the chart of {mark("NAME", p.name)} (MRN {mark("MRN", p.digits(7))})? {p.he} was transferred from the ICU on {mark("DATE", p.written(p.day(), "us"))} and the family is asking about placement near {mark("GEO", p.city)}.

Thanks,
{mark("NAME", a.first)}
"""


def social(rng: random.Random) -> str:
    p, n = Person(rng), Person(rng)
    return f"SOCIAL HISTORY: {mark('NAME', p.last)} grew up in {mark('GEO', p.city + ', ' + p.state_name)} and worked as a machinist. Lives with {p.his} partner {mark('NAME', n.first)} and two dogs. Quit smoking in 2009. Drinks socially. The patient's brother, {mark('NAME', Person(rng).first)} {mark('NAME', p.last)}, is the health care proxy.\n"


def radiology(rng: random.Random) -> str:
    p, d = Person(rng), Person(rng)
    day = p.day()
    return f"""EXAM: CT chest without contrast, {mark("DATE", p.written(day, "ul"))}
COMPARISON: {mark("DATE", p.written(p.day(), "ul"))}
CLINICAL HISTORY: {rng.randrange(20, 88)}-year-old with cough.
FINDINGS: 6 mm nodule in the right upper lobe, unchanged. No effusion.
IMPRESSION: Stable nodule. Findings discussed with {mark("NAME", d.name)}, NP at 14:05.
Interpreted by: {mark("NAME", p.name)}, MD
"""


def ticket(rng: random.Random) -> str:
    p = Person(rng)
    return f"The export job crashes for one patient. I traced it to {mark('NAME', p.name)}, born {mark('DATE', p.written(p.born, 'ul'))}, whose insurance id {mark('HEALTH_PLAN', p.member())} has a trailing space. Her record is at {mark('URL', p.url())} and her login came from {mark('IP', p.ip())}. Please fix the parser without touching the schema.\n"


def consult(rng: random.Random) -> str:
    p, d = Person(rng), Person(rng)
    return f"I had the pleasure of seeing {mark('NAME', p.name)} in consultation today for evaluation of chronic migraine. As you know, {mark('NAME', p.first)} is a pleasant {rng.randrange(20, 80)} year old teacher whose symptoms began around {mark('DATE', p.written(p.day(), 'pl'))}. {mark('NAME', p.last)} has tried propranolol and topiramate without relief. I discussed the options with {mark('NAME', p.first)} and {p.his} husband {mark('NAME', Person(rng).first)}. Thank you, {mark('NAME', d.name)}, MD.\n"


LABELLED_A: tuple[Template, ...] = (face_sheet, soap, lab_report, device_note, billing, referral, radiology)
PROSE_A: tuple[Template, ...] = (hp, discharge, nurse, email_thread, social, ticket, consult)
