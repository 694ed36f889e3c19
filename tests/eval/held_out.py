"""Set B: other formats, other sentences, other names of columns; made after set A was mended, then mended too."""

from __future__ import annotations

import json
import random

from tests.eval.held_out_clean import CLEAN
from tests.eval.values import Person, mark

__all__ = ["CLEAN", "LABELLED", "PROSE", "STRUCTURED"]


def _people(rng: random.Random) -> tuple[Person, Person, Person]:
    return Person(rng), Person(rng), Person(rng)


def adt_a08(rng: random.Random) -> str:
    p, d, n = _people(rng)
    return "\r".join([
        "MSH|^~\\&|EPIC|HOSP|RCV|HOSP|20230911091500||ADT^A08|99123|T|2.4",
        f"PID|1|{mark('MRN', p.digits(10))}|{mark('MRN', p.digits(7))}^^^HOSP^MRN|{mark('MRN', p.digits(6))}|{mark('NAME', p.last)}^{mark('NAME', p.first)}^^^{p.title}|{mark('NAME', n.last)}|{mark('DATE', p.written(p.born, 'c'))}|{p.sex}|{mark('NAME', n.last)}^{mark('NAME', p.first)}|W|{mark('GEO', p.street)}^{mark('GEO', 'Apt 4')}^{mark('GEO', p.city)}^{p.state}^{mark('GEO', p.zip)}^USA|{mark('GEO', p.city)}|{mark('PHONE', p.phone_plain())}|{mark('PHONE', p.phone())}|ENG|S|BAP|{mark('ACCOUNT', p.digits(8))}|{mark('SSN', p.ssn(''))}",
        f"PD1||||{mark('LICENSE', d.npi())}^{mark('NAME', d.last)}^{mark('NAME', d.first)}^^^^MD",
        f"GT1|1|{mark('ACCOUNT', p.digits(7))}|{mark('NAME', n.last)}^{mark('NAME', n.first)}||{mark('GEO', n.street)}^^{mark('GEO', n.city)}^{n.state}^{mark('GEO', n.zip)}|{mark('PHONE', n.phone())}||{mark('DATE', n.written(n.born, 'c'))}|M|P|SPO|{mark('SSN', n.ssn())}",
        "AL1|1|DA|1545^PENICILLIN|SV|HIVES",
        f"NTE|1||Spoke with Dr. {mark('NAME', d.last)} regarding allergies",
    ])  # fmt: skip


def fhir_more(rng: random.Random) -> str:
    p, d, _ = _people(rng)
    day = p.day()
    tree = [
        {"resourceType": "Practitioner", "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": mark("LICENSE", d.npi())}], "name": [{"text": mark("NAME", "Dr. " + d.name)}], "telecom": [{"system": "fax", "value": mark("FAX", d.phone())}]},
        {"resourceType": "Encounter", "identifier": [{"system": "urn:hosp:visit", "value": mark("OTHER_ID", p.digits(8))}], "subject": {"reference": "Patient/8d1c", "display": mark("NAME", f"{p.last}, {p.first}")}, "period": {"start": mark("DATE", day.isoformat() + "T08:00:00Z"), "end": mark("DATE", day.isoformat() + "T17:00:00Z")}},
        {"resourceType": "Claim", "identifier": [{"system": "http://payer.example/claims", "value": mark("ACCOUNT", p.digits(10))}], "patient": {"display": mark("NAME", p.name)}, "created": mark("DATE", day.isoformat())},
        {"resourceType": "DiagnosticReport", "status": "final", "issued": mark("DATE", day.isoformat()), "performer": [{"reference": "Practitioner/7", "display": mark("NAME", d.name)}], "conclusion": f"Reviewed with {mark('NAME', d.name)}, MD. Stable."},
    ]  # fmt: skip
    return "\n".join(json.dumps(item, ensure_ascii=False) for item in tree)


def eligibility_271(rng: random.Random) -> str:
    p, d, n = _people(rng)
    return "\n".join(line + "~" for line in [
        "ST*271*4321*005010X279A1", "HL*3*2*22*0", f"TRN*2*{mark('OTHER_ID', p.digits(9))}*9877281234",
        f"NM1*IL*1*{mark('NAME', p.last)}*{mark('NAME', p.first)}****MI*{mark('HEALTH_PLAN', p.digits(11))}", f"REF*6P*{mark('HEALTH_PLAN', p.digits(6))}*ACME",
        f"N3*{mark('GEO', p.street)}*{mark('GEO', 'APT 12')}", f"N4*{mark('GEO', p.city)}*{p.state}*{mark('GEO', p.zip)}", f"DMG*D8*{mark('DATE', p.written(p.born, 'c'))}*F",
        f"NM1*03*1*{mark('NAME', n.last)}*{mark('NAME', n.first)}", f"DTP*346*D8*{mark('DATE', p.written(p.day(), 'c'))}", "EB*1*IND*30**GOLD 123 PLAN", f"NM1*P3*1*{mark('NAME', d.last)}*{mark('NAME', d.first)}****XX*{mark('LICENSE', d.npi())}",
        f"CLP*{mark('ACCOUNT', p.digits(8))}*1*211366.97*138018.40**12*{mark('ACCOUNT', p.digits(14))}",
    ])  # fmt: skip


def generic_xml(rng: random.Random) -> str:
    p, d, _ = _people(rng)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Referral version="2.1">
  <Patient id="{mark("MRN", p.digits(7))}">
    <LastName>{mark("NAME", p.last)}</LastName>
    <FirstName>{mark("NAME", p.first)}</FirstName>
    <DateOfBirth>{mark("DATE", p.born.isoformat())}</DateOfBirth>
    <SSN>{mark("SSN", p.ssn())}</SSN>
    <HomePhone>{mark("PHONE", p.phone())}</HomePhone>
    <Address><Street>{mark("GEO", p.street)}</Street><City>{mark("GEO", p.city)}</City><Zip>{mark("GEO", p.zip)}</Zip></Address>
  </Patient>
  <ReferringProvider npi="{mark("LICENSE", d.npi())}">{mark("NAME", d.name)}</ReferringProvider>
</Referral>"""


def roster_csv(rng: random.Random) -> str:
    rows = [
        "Pt Last,Pt First,MI,Birth Dt,Home Ph,Street Addr,City,ST,Postal Code,Subscriber ID,Acct No,Adm Dt,PCP"
    ]
    for _ in range(rng.randrange(3, 9)):
        p, d, _ = _people(rng)
        rows.append(",".join([mark("NAME", p.last), mark("NAME", p.first), mark("NAME", p.middle), mark("DATE", p.written(p.born, "us")), mark("PHONE", p.phone()), mark("GEO", p.street), mark("GEO", p.city), p.state, mark("GEO", p.zip), mark("HEALTH_PLAN", p.member()), mark("ACCOUNT", p.account()), mark("DATE", p.written(p.day(), "us")), mark("NAME", d.name)]))  # fmt: skip
    return "\n".join(rows)


def mysql_box(rng: random.Random) -> str:
    border = "+----+------------------+------------+--------------+--------------------------+"
    rows = [
        border,
        "| id | full_name        | birth_date | mobile       | email                    |",
        border,
    ]
    for index in range(3):
        p = Person(rng)
        rows.append(
            f"| {index:2} | {mark('NAME', p.name)} | {mark('DATE', p.born.isoformat())} | {mark('PHONE', p.phone())} | {mark('EMAIL', p.email())} |"
        )
    return "\n".join([*rows, border, "3 rows in set (0.00 sec)"])


def psql_expanded(rng: random.Random) -> str:
    blocks = []
    for index in range(1, 4):
        p = Person(rng)
        blocks.append(
            f"-[ RECORD {index} ]-+---------------------\npatient_id     | {mark('MRN', p.digits(7))}\nlast_name      | {mark('NAME', p.last)}\nfirst_name     | {mark('NAME', p.first)}\ndate_of_birth  | {mark('DATE', p.born.isoformat())}\nmember_no      | {mark('HEALTH_PLAN', p.member())}\nis_active      | t"
        )
    return "\n".join(blocks)


def insert_bare(rng: random.Random) -> str:
    p, q, _ = _people(rng)
    table = "CREATE TABLE members (\n  member_id VARCHAR(20) PRIMARY KEY,\n  surname TEXT NOT NULL,\n  given_name TEXT,\n  dob DATE,\n  home_address TEXT,\n  cell VARCHAR(20)\n);\n"
    rows = [
        f"INSERT INTO members VALUES ('{mark('HEALTH_PLAN', x.digits(9))}', '{mark('NAME', x.last.replace(chr(39), chr(39) * 2))}', '{mark('NAME', x.first)}', '{mark('DATE', x.born.isoformat())}', '{mark('GEO', x.street)}', '{mark('PHONE', x.phone())}');"
        for x in (p, q)
    ]
    return table + "\n".join(rows)


def python_dict(rng: random.Random) -> str:
    p, d, _ = _people(rng)
    return f"""PATIENTS = [
    {{'pt_name': '{mark("NAME", p.name.replace(chr(39), ""))}', 'birthdate': '{mark("DATE", p.written(p.born, "iu"))}', 'medicalRecordNumber': '{mark("MRN", p.digits(8))}', 'zip_code': '{mark("GEO", p.zip)}'}},
]
attending = Provider(name="{mark("NAME", "Dr. " + d.name)}", npi={mark("LICENSE", d.npi())})
assert normalize_phone("{mark("PHONE", p.phone())}") is not None
"""


def java_builder(rng: random.Random) -> str:
    p, _, _ = _people(rng)
    return f"""@Test
void mapsDemographics() {{
    var patient = Patient.builder()
        .firstName("{mark("NAME", p.first)}")
        .lastName("{mark("NAME", p.last)}")
        .dateOfBirth(LocalDate.parse("{mark("DATE", p.born.isoformat())}"))
        .socialSecurityNumber("{mark("SSN", p.ssn())}")
        .email("{mark("EMAIL", p.email())}")
        .build();
    assertEquals(4, mapper.map(patient).size());
}}
"""


def json_log(rng: random.Random) -> str:
    lines = []
    for _ in range(4):
        p = Person(rng)
        lines.append(
            json.dumps(
                {
                    "ts": "2024-04-02T11:20:01.331Z",
                    "level": "info",
                    "event": "appointment.created",
                    "trace": "4bf92f3577b34da6a3ce929d0e0e4736",
                    "patient": {
                        "id": mark("MRN", p.digits(6)),
                        "full_name": mark("NAME", p.name),
                        "phone_number": mark("PHONE", p.phone()),
                    },
                    "appointment_date": mark("DATE", p.day().isoformat()),
                    "client_ip": mark("IP", p.ip()),
                },
                ensure_ascii=False,
            )
        )
    return "\n".join(lines)


def ini(rng: random.Random) -> str:
    p, _, _ = _people(rng)
    return f"[default-patient]\nMRN = {mark('MRN', p.mrn())}\nLastName = {mark('NAME', p.last)}\nFirstName = {mark('NAME', p.first)}\nDOB = {mark('DATE', p.written(p.born, 'u'))}\nPolicyNumber = {mark('HEALTH_PLAN', p.member())}\n\n[logging]\nlevel = debug\nfile = /var/log/app.log\n"


def dicom_json(rng: random.Random) -> str:
    p, d, _ = _people(rng)
    return json.dumps({"00080020": {"vr": "DA", "Value": [mark("DATE", p.written(p.day(), "c"))]}, "00080050": {"vr": "SH", "Value": [mark("OTHER_ID", p.digits(8))]}, "00080060": {"vr": "CS", "Value": ["CT"]},
                       "00080090": {"vr": "PN", "Value": [{"Alphabetic": mark("NAME", f"{d.last}^{d.first}")}]}, "00100010": {"vr": "PN", "Value": [{"Alphabetic": mark("NAME", f"{p.last}^{p.first}")}]},
                       "00100020": {"vr": "LO", "Value": [mark("MRN", p.digits(7))]}, "00100030": {"vr": "DA", "Value": [mark("DATE", p.written(p.born, "c"))]}}, ensure_ascii=False)  # fmt: skip


def intake_form(rng: random.Random) -> str:
    p, d, n = _people(rng)
    return f"""NEW PATIENT INTAKE
Last Name: {mark("NAME", p.last)}    First Name: {mark("NAME", p.first)}    MI: {mark("NAME", p.middle)}
Date of Birth: {mark("DATE", p.written(p.born, "usl"))}    Age: 54    Gender: F
Street: {mark("GEO", p.street)}
City: {mark("GEO", p.city)}    State: {p.state}    ZIP: {mark("GEO", p.zip)}
Cell: {mark("PHONE", p.phone())}    E-mail: {mark("EMAIL", p.email())}
Employer: {mark("NAME", "Acme Tool and Die")}
Next of kin: {mark("NAME", n.name)}    Relationship: mother    Phone: {mark("PHONE", n.phone())}
Primary Insurance: United    Policy #: {mark("HEALTH_PLAN", p.member())}    Subscriber: {mark("NAME", n.name)}
Referring provider: {mark("NAME", d.name)}, DO
"""


def operative(rng: random.Random) -> str:
    p, d, n = _people(rng)
    day = p.day()
    return f"""OPERATIVE REPORT
PATIENT: {mark("NAME", p.name.upper())}
MEDICAL RECORD #: {mark("MRN", p.mrn())}
DATE OF OPERATION: {mark("DATE", p.written(day, "ul"))}
SURGEON: {mark("NAME", d.name)}, M.D.
ASSISTANT: {mark("NAME", n.name)}, PA-C
PREOPERATIVE DIAGNOSIS: Acute cholecystitis.
PROCEDURE: Laparoscopic cholecystectomy.
IMPLANTS: mesh, lot number {mark("DEVICE", "L" + p.digits(7))}
DESCRIPTION: The patient was brought to the operating room and placed supine. Veress needle entry was uneventful.
cc: Dr. {mark("NAME", Person(rng).name)}
D: {mark("DATE", p.written(day, "us"))}  T: {mark("DATE", p.written(day, "us"))}
"""


def prescription(rng: random.Random) -> str:
    p, d, _ = _people(rng)
    return f"""Rx
{mark("NAME", d.name)}, MD      DEA# {mark("LICENSE", "B" + d.last[0].upper() + d.digits(7))}    NPI {mark("LICENSE", d.npi())}
Patient: {mark("NAME", p.name)}    DOB {mark("DATE", p.written(p.born, "us"))}
Address: {mark("GEO", f"{p.street}, {p.city} {p.state} {p.zip}")}
Date: {mark("DATE", p.written(p.day(), "us"))}
Lisinopril 10 mg tab, #30, 1 po daily, refills 3
Rx #: {mark("OTHER_ID", p.digits(7))}
"""


def denial(rng: random.Random) -> str:
    p, _, _ = _people(rng)
    return f"""{mark("NAME", p.name)}
{mark("GEO", p.street)}
{mark("GEO", f"{p.city}, {p.state} {p.zip}")}

Member ID: {mark("HEALTH_PLAN", p.member())}
Claim Number: {mark("ACCOUNT", p.digits(12))}
Date(s) of service: {mark("DATE", p.written(p.day(), "us"))}
Group No.: {mark("HEALTH_PLAN", p.digits(6))}

Dear {p.title} {mark("NAME", p.last)}:

We reviewed your request for an MRI of the lumbar spine. It is not medically necessary under the terms of your plan.
"""


def ed_triage(rng: random.Random) -> str:
    p, d, _ = _people(rng)
    return f"{rng.randrange(20, 80)}yo {p.sex} BIBA from home in {mark('GEO', p.city)} c/o CP x 2h. Pt {mark('NAME', p.last)} states pain 8/10, radiating to L arm. Took ASA 325. EKG done 14:20. {mark('NAME', p.first)} is A&Ox3. Seen by Dr {mark('NAME', d.last)}. Wife called at {mark('PHONE', p.phone())}.\n"


def therapy(rng: random.Random) -> str:
    p, n, _ = _people(rng)
    return f"{mark('NAME', p.first)} arrived ten minutes late and appeared tearful. She described an argument with her sister {mark('NAME', n.first)} over the house in {mark('GEO', p.city)}. We practiced grounding. {mark('NAME', p.first)} agreed to keep a sleep log until our next session on {mark('DATE', p.written(p.day(), 'pl'))}. No suicidal ideation.\n"


def letter(rng: random.Random) -> str:
    p, d, e = _people(rng)
    return f"""{mark("DATE", p.written(p.day(), "l"))}

To whom it may concern:

I am the treating physician of {mark("NAME", p.name)}, who was born on {mark("DATE", p.written(p.born, "l"))} and resides at {mark("GEO", f"{p.street} in {p.city}, {p.state_name}")}. {p.title} {mark("NAME", p.last)} has been under my care since {mark("DATE", p.written(p.day(), "l"))} for multiple sclerosis and cannot sit for longer than twenty minutes. My colleague {mark("NAME", e.name)} concurs.

Yours truly,

{mark("NAME", d.name)}, MD
"""


def chat(rng: random.Random) -> str:
    p, d, _ = _people(rng)
    return f"can you check why {mark('NAME', p.name)} doesn't show up in the appointment list? mrn is {mark('MRN', p.digits(7))}, dob {mark('DATE', p.written(p.born, 'us'))}. dr {mark('NAME', d.last)} says the visit was on {mark('DATE', p.written(p.day(), 's'))} and the front desk has {mark('EMAIL', p.email())} on file\n"


def progress(rng: random.Random) -> str:
    p, d, n = _people(rng)
    day = p.day()
    return f"Hospital day 3. {p.title} {mark('NAME', p.last)} feels better and walked with physical therapy this morning. Overnight {p.his} temperature peaked at 38.1. Cultures from {mark('DATE', p.written(day, 'sp'))} grew E. coli. I updated {p.his} son {mark('NAME', n.first)} by telephone. Infectious disease (Dr. {mark('NAME', d.last)}) recommends seven more days of ceftriaxone. Anticipate transfer to the rehabilitation facility in {mark('GEO', p.city)} on {mark('DATE', p.written(day, 'sp'))}.\n"


def geriatric(rng: random.Random) -> str:
    p, n, _ = _people(rng)
    age = str(rng.randrange(90, 104))
    return f"This {mark('AGE', age)} year old retired teacher, {mark('NAME', p.name)}, was found on the floor by {p.his} neighbor {mark('NAME', n.name)}. {p.he} turned {mark('AGE', age)} in {mark('DATE', p.written(p.day(), 'l'))[:0]}spring. At baseline {mark('NAME', p.last)} walks with a cane. Family lives out of state. Hip films were negative.\n"


STRUCTURED = (
    adt_a08,
    fhir_more,
    eligibility_271,
    generic_xml,
    roster_csv,
    mysql_box,
    psql_expanded,
    insert_bare,
    python_dict,
    java_builder,
    json_log,
    ini,
    dicom_json,
)
LABELLED = (intake_form, operative, prescription, denial)
PROSE = (ed_triage, therapy, letter, chat, progress, geriatric)
