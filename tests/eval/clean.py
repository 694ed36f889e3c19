"""Texts without PHI that look dangerous: code, lock files, logs of machines, medicine without patients, eponyms."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable

Template = Callable[[random.Random], str]

_DEVELOPERS = [
    "Ada Karlsson",
    "Bram Vos",
    "Chen Wei",
    "Dana Whitfield",
    "Erik Nilsen",
    "Farah Aziz",
    "Gil Santos",
    "Hana Mori",
    "James Carter",
    "Maria Lopez",
]


def _sha(rng: random.Random, length: int = 40) -> str:
    return hashlib.sha256(str(rng.random()).encode()).hexdigest()[:length]


def git_log(rng: random.Random) -> str:
    blocks = []
    for _ in range(6):
        name = rng.choice(_DEVELOPERS)
        mail = name.lower().replace(" ", ".") + "@users.noreply.github.com"
        blocks.append(
            f"commit {_sha(rng)}\nAuthor: {name} <{mail}>\nDate:   Mon Mar {rng.randrange(1, 28)} 1{rng.randrange(10)}:22:{rng.randrange(10, 59)} 2024 +0100\n\n    {rng.choice(['Fix patient lookup', 'Bump version to 1.4.2', 'Handle empty MRN', 'Add phone mask'])}\n\n    Signed-off-by: {name} <{name.split()[0].lower()}@corp.io>\n"
        )
    return "\n".join(blocks)


def lock_file(rng: random.Random) -> str:
    packages = {f"node_modules/{rng.choice(['lodash', 'react', 'chalk', 'ws', 'yargs', 'semver'])}-{index}": {
        "version": f"{rng.randrange(9)}.{rng.randrange(20)}.{rng.randrange(30)}", "resolved": f"https://registry.npmjs.org/x/-/x-{index}.tgz",
        "integrity": f"sha512-{_sha(rng, 64)}==", "license": rng.choice(["MIT", "Apache-2.0", "BSD-3-Clause", "ISC"]), "engines": {"node": ">=14.17.0"}} for index in range(14)}  # fmt: skip
    return json.dumps(
        {"name": "clinic-portal", "version": "2.0.1", "lockfileVersion": 3, "packages": packages}, indent=2
    )


def python_code(rng: random.Random) -> str:
    return '''class Patient(BaseModel):
    """A patient as the API returns it."""

    id: int
    first_name: str
    last_name: str = Field(..., max_length=80)
    date_of_birth: date
    ssn: str | None = None
    phone: Optional[str] = None
    address: Address
    mrn: str = Field(description="Medical record number", pattern=r"^\\d{7}$")

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def find(patients: list[Patient], mrn: str, *, limit: int = 100) -> Patient | None:
    name = request.args.get("name")
    email = config["email"]
    for patient in patients:
        if patient.mrn == mrn:
            return patient
    raise LookupError(f"no patient with mrn {mrn!r}")


PHONE_RE = re.compile(r"\\(\\d{3}\\) \\d{3}-\\d{4}")
LABELS = {"dob": "Date of birth", "ssn": "Social Security Number", "name": "Patient Name", "mrn": "MRN"}
''' * rng.randrange(1, 3)


def typescript(rng: random.Random) -> str:
    return """export interface PatientProps { name: string; dob: Date; mrn: string; phone?: string; address: Address[] }

export function PatientCard({ name, dob, mrn }: PatientProps) {
  const { data, error, isLoading } = useQuery(['patient', mrn], () => api.get(`/patients/${mrn}`));
  if (isLoading) return <Spinner size={24} />;
  return (
    <Card title="Patient Name" className="mt-4 p-2">
      <Label htmlFor="dob">Date of Birth</Label>
      <Input id="dob" type="date" placeholder="MM/DD/YYYY" value={dob} onChange={(e) => setDob(e.target.value)} />
      <Input id="ssn" placeholder="XXX-XX-XXXX" mask="999-99-9999" />
      <Text>{data?.provider?.displayName ?? 'Unknown Provider'}</Text>
    </Card>
  );
}
test('formats the name', () => { expect(formatName({ first: 'A', last: 'B' })).toBe('B, A'); });
"""


def schema(rng: random.Random) -> str:
    return """CREATE TABLE patients (
    id BIGSERIAL PRIMARY KEY,
    first_name VARCHAR(80) NOT NULL,
    last_name VARCHAR(80) NOT NULL,
    date_of_birth DATE,
    ssn CHAR(11) UNIQUE,
    address TEXT DEFAULT '',
    phone VARCHAR(20),
    created_at TIMESTAMP DEFAULT now(),
    CONSTRAINT ck_zip CHECK (zip ~ '^[0-9]{5}$')
);
CREATE INDEX idx_patients_mrn ON patients (mrn);
SELECT p.id, p.first_name, e.admit_date FROM patients p JOIN encounters e ON e.patient_id = p.id WHERE e.status = 'ACTIVE' AND p.name = $1 LIMIT 50;
"""


def machine_log(rng: random.Random) -> str:
    lines = []
    for _ in range(14):
        stamp = f"2024-03-{rng.randrange(10, 28)}T{rng.randrange(10, 23)}:{rng.randrange(10, 59)}:{rng.randrange(10, 59)}.{rng.randrange(100, 999)}Z"
        lines.append(rng.choice([
            f"{stamp} INFO  [main] c.a.PatientService - Started in {rng.randrange(100, 9999)} ms (pid {rng.randrange(1000, 99999)})",
            f"{stamp} DEBUG request_id={_sha(rng, 32)} path=/api/v1/patients status=200 duration_ms={rng.randrange(500)}",
            f"{stamp} WARN  connection to 10.1.2.{rng.randrange(255)}:5432 refused, retry in 5s",
            f"{stamp} ERROR Traceback: ValueError: invalid literal for int() with base 10 at 0x7f{_sha(rng, 10)}",
            f"192.168.1.{rng.randrange(255)} - - [12/Mar/2024:10:11:12 +0000] \"GET /static/app.{_sha(rng, 8)}.js HTTP/1.1\" 200 {rng.randrange(100000)}",
        ]))  # fmt: skip
    return "\n".join(lines)


def guideline(rng: random.Random) -> str:
    return rng.choice([
        """Parkinson's disease is diagnosed clinically. Patients with Hodgkin lymphoma, Crohn's disease or Hashimoto thyroiditis need long-term follow-up. The Apgar score is assigned at 1 and 5 minutes. A Foley catheter should be removed as early as possible. A positive Babinski sign suggests an upper motor neuron lesion. The Glasgow Coma Scale ranges from 3 to 15. Start metformin 500 mg twice daily and titrate to 2000 mg. Blood pressure below 130/80 is the target for most patients with diabetes. Colonoscopy is repeated every 10 years in average-risk adults aged 45-75.""",
        """Beta blockers reduce mortality after myocardial infarction. In the randomized trial, 1,204 patients were enrolled between 2012 and 2016; the hazard ratio was 0.82 (95% CI 0.71-0.94). The mean age was 67 years. Adverse events occurred in 12.4% of patients in the treatment group. See Smith et al., N Engl J Med 2018;379:1234-45, and Johnson and Lee 2020. Bell's palsy and Guillain-Barre syndrome were exclusion criteria. Dosing: 25 mg/day for weeks 1-2, then 50 mg/day.""",
        """The patient should be positioned supine. Administer 2 L of oxygen by nasal cannula. If the patient reports pain, reassess in 30 minutes. The nurse documents vital signs every 4 hours. Discharge planning begins on admission. The attending physician reviews the medication list. Swan-Ganz catheters are used in the ICU. Call the rapid response team for a heart rate above 130 or a systolic pressure below 90. Patient education covers diet, exercise and the signs of infection.""",
    ]) + "\n"  # fmt: skip


def readme(rng: random.Random) -> str:
    return f"""# FHIR Gateway

[![build](https://img.shields.io/badge/build-passing-green)](https://github.com/acme/fhir-gateway/actions)

Routes HL7 v2 and FHIR R4 (https://hl7.org/fhir/R4/patient.html) messages. Requires Python 3.11 or newer and PostgreSQL 15.4.

## Usage

    pip install fhir-gateway=={rng.randrange(5)}.{rng.randrange(20)}.{rng.randrange(9)}
    fhir-gateway serve --host 127.0.0.1 --port 8443

Set `PATIENT_API_URL=https://api.example.com/v1` and `SMTP_FROM=noreply@example.com`. Contact support@example.com or open an issue.
Licensed under Apache-2.0. Copyright (c) 2021-2024 Acme Health. Release 4.2.0 (2024-02-11).
"""


def hashes(rng: random.Random) -> str:
    return (
        "\n".join(
            f"{_sha(rng, 64)}  dist/app-{rng.randrange(9)}.{rng.randrange(9)}.{rng.randrange(99)}.tar.gz"
            for _ in range(8)
        )
        + f"\nBuild {rng.randrange(10**9, 10**10)} finished, id 550e8400-e29b-41d4-a716-{_sha(rng, 12)}\n"
    )


def yaml_config(rng: random.Random) -> str:
    return f"""apiVersion: apps/v1
kind: Deployment
metadata:
  name: patient-api
  namespace: clinic
  labels: {{ app: patient-api, version: "1.{rng.randrange(30)}.0" }}
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: api
          image: registry.example.com/patient-api:1.{rng.randrange(30)}.{rng.randrange(9)}@sha256:{_sha(rng, 64)}
          ports: [{{ containerPort: 8080, name: http }}]
          env:
            - name: DB_HOST
              value: postgres.internal
            - name: PATIENT_INDEX
              value: patients-v2
"""


def fhir_schema(rng: random.Random) -> str:
    return json.dumps({"resourceType": "StructureDefinition", "url": "http://hl7.org/fhir/StructureDefinition/Patient", "version": "4.0.1", "name": "Patient", "status": "active", "date": "2019-11-01",
                       "publisher": "Health Level Seven International", "snapshot": {"element": [{"path": "Patient.name", "short": "A name associated with the patient"}, {"path": "Patient.birthDate", "short": "The date of birth"},
                       {"path": "Patient.identifier", "min": 0, "max": "*"}]}}, indent=2)  # fmt: skip


def tool_output(rng: random.Random) -> str:
    return "\n".join(f"src/patients/{name}.py:{rng.randrange(1, 400)}:{code}" for name, code in (
        ("views", "    patient = get_object_or_404(Patient, pk=pk)"), ("models", "    dob = models.DateField('date of birth')"), ("forms", "    name = forms.CharField(label='Full Name', max_length=100)"),
        ("tests", "        self.assertEqual(response.status_code, 200)"), ("admin", "    list_display = ('mrn', 'last_name', 'first_name', 'dob')"), ("urls", "    path('patients/<int:pk>/', views.detail, name='patient-detail'),")))  # fmt: skip


def icd_csv(rng: random.Random) -> str:
    return "code,description,category,valid_from\nI10,Essential (primary) hypertension,Circulatory,2015-10-01\nE11.9,Type 2 diabetes mellitus without complications,Endocrine,2015-10-01\nG20,Parkinson's disease,Nervous,2015-10-01\nZ00.00,General adult medical examination,Factors,2015-10-01\nJ45.909,Unspecified asthma,Respiratory,2015-10-01\n"


def dockerfile(rng: random.Random) -> str:
    return f'FROM python:3.12.{rng.randrange(9)}-slim\nLABEL maintainer="platform team <platform@acme.dev>"\nARG VERSION=1.{rng.randrange(9)}.0\nENV PATIENT_SERVICE_PORT=8080 TZ=UTC\nRUN apt-get update && apt-get install -y libpq-dev=15.{rng.randrange(9)}-0 && rm -rf /var/lib/apt/lists/*\nCOPY --chown=app:app . /srv/app\nHEALTHCHECK CMD curl -f http://localhost:8080/healthz || exit 1\n'


def numbers(rng: random.Random) -> str:
    return "\n".join(
        f"{rng.random():.6f} {rng.randrange(10**9, 10**10)} {rng.randrange(10**6)} 0x{_sha(rng, 8)} {rng.randrange(1, 13)}/{rng.randrange(1, 29)} {rng.randrange(100, 999)}-{rng.randrange(1000, 9999)}"
        for _ in range(12)
    )


SET_A: tuple[Template, ...] = (
    git_log, lock_file, python_code, typescript, schema, machine_log, guideline, readme, hashes, yaml_config, fhir_schema, tool_output, icd_csv, dockerfile, numbers,
)  # fmt: skip
