"""Which words speak of care: the anchors that everything uncertain needs near it.

`patient` and `diagnosis` speak of care wherever they stand. `claims`, `session` or `MD` are words of
licences,
manuals and systems as well, and count beside another word of care only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from proxy_core.privacy.document import Document

#: of the words that speak of care, those that speak of other things as well: contracts, software, meetings
_DOUBTFUL = frozenset(
    """claim claims provider session exam visit treatment procedure referral referred consult consulted
    consultation insurance bed md er bid hr bp prn dr eligibility deductible attending pain fracture fell
    outpatient specimen walker cane baseline incision accession surgery pt phi er ward refill refills
    stroke wound wounds infection depression anxiety counsel counseled counselor tid mg rx therapy present
    presents presented pcp cultures culture coping tearful infections doctor demographics surname maiden
    immunized vaccinated provider exams appointment appointments encounter encounters
    appt appts
    knee knees hip hips shoulder ankle wrist elbow chest skin scar mole toe jaw tooth teeth gums spine cast
    brace
    lung lungs liver breast daughter daughters son sons mother father mom dad wife husband sister brother
    grandmother grandson granddaughter grandfather grandma aunt uncle niece nephew fiancee fiance widow
    widowed
    widower spouse girlfriend boyfriend neighbor neighbour lab labs chart charts caller disability copays
    prior
    donor oxygen injury injuries injured accident ed shelter homeless born extraction weakness fatigue benign
    stat po iv dm dm2 echo cath radiation catheter stitches withdrawal stents stent platelet platelets glucose
    inr prognosis rn ems dental dentist next medica accidents labs inhaler bruise newborn autism suicide
    suicidal epidural detox heparin aspirin headache headaches cough chills epilepsy dementia ulcer ulcers
    edema metastatic rash rashes tumor tumors swelling swollen cna lpn itching home hearing call numbness
    consent consented study school foster probation rounded handoff huddle bedtime cmp bmp complains
    complaining""".split()  # noqa: SIM905
)
#: words that speak of a patient or of care, beside the labels that do
CONTEXT = (
    "patients?", "pt", "pts", "mrn", "dob", "ssn", "hospital(?:ized|ised|ist|ization)?",
    "clinic(?:al|ally|ian)?", "diagnos(?:is|es|ed|tic)",
    "admitted", "admission", "discharged?", "physicians?", "medications?", "symptoms?", "allerg(?:y|ies|ic)",
    "prescri(?:bed|ption|ptions)", "present(?:s|ed|ing) (?:to|with|for)", "y/?o", "years?[- ]old",
    "yr[- ]old",
    "surgery", "surgical", "nurs(?:e|ing)", "vitals", "hpi", "pmh", "chief complaint", "follow[- ]?up",
    "biopsy",
    "medical record", "insurance", "subscriber", "beneficiary", "guarantor", "next of kin", "medicare",
    "medicaid",
    "mrs?", "md", "m\\.d\\.", "appointments?", "appts?", "encounters?", "chemotherapy",
    "oncology", "cardiology",
    "radiology",
    "pathology", "biopsies", "birth ?date", "date of birth", "birth_date", "birthDate", "enrollee",
    "health ?care", "healthcare",
    "er", "icu", "emergency department", "outpatient", "inpatient", "caregiver", "deceased", "decedent",
    "obituary",
    "immunizations?", "lab results?", "referr(?:al|ed)", "consult(?:ation|ed)?", "therapy", "therapist",
    "treatment",
    "pain", "diabet(?:es|ic)", "hypertension", "cancer", "blood pressure", "specimen", "accession",
    "claims?", "eligibility",
    "hl7", "fhir", "phi", "ehr", "emr", "hipaa", "demographics", "first_?name", "last_?name", "surname",
    "given_?name", "family_?name",
    "maiden", "pcp", "attending", "mychart", "provider", "visit", "exam", "complain(?:s|ed|ing)", "denies",
    "mg", "ward", "bed", "session",
    "tearful", "ideation", "fevers?", "nausea", "vomiting", "ekg", "ecg", "mri", "ct scan", "x-?rays?",
    "antibiotics?", "hospice",
    "rehab(?:ilitation)?", "psychiatr(?:y|ist|ic)", "depress(?:ion|ed)", "anxiety", "infection", "biba",
    "c/o", "a&ox\\d", "prn", "bid",
    "tid", "dr", "rx", "refills?", "doctor", "under my care", "baseline", "cultures?",
    "ambulat(?:es|ed|ory|ing)", "sober",
    "counsel(?:ing|ed|or)", "therapist", "coping", "procedure", "cholecystitis", "laparoscopic", "incision",
    "anesthesia", "wheelchair",
    "walker", "cane", "caregivers", "immunized", "vaccin(?:e|ated|ation)", "pregnan(?:t|cy)", "trimester",
    "stroke", "seizures?",
    "dialysis", "transplant(?:ed)?", "wounds?", "fell", "fracture", "icu", "nurse", "clinic", "insulin",
    "copay", "deductible",
    "medically necessary", "hospital day", "o2 sat", "spo2", "bp", "hr", "afebrile", "unresponsive",
    "intubated",
    "nicu", "picu", "micu", "sicu", "apgars?", "c-section", "cesarean", "pediatrician", "prematurity",
    "neonat(?:al|e)",
    "hemodialysis", "chemo", "radiation", "mammogram", "colonoscopy", "endoscopy", "catheter(?:ization)?",
    "echo(?:cardiogram)?",
    "troponin", "hemoglobin", "creatinine", "a1c", "inr", "wbc", "glucose", "platelets?", "cbc", "bmp",
    "cmp", "ct head",
    "dyspnea", "edema", "syncope", "sepsis", "pneumonia", "copd", "chf", "afib", "htn", "dm2?", "ckd",
    "nstemi", "stemi",
    "dementia", "alzheimer's", "asthma", "arthritis", "migraines?", "epilepsy", "autism", "adhd", "ptsd",
    "bipolar",
    "schizophrenia", "suicid(?:e|al)", "si/hi", "overdose", "withdrawal", "detox", "methadone", "opioids?",
    "naloxone",
    "lisinopril", "metformin", "warfarin", "heparin", "furosemide", "lasix", "prednisone", "albuterol",
    "gabapentin",
    "oxycodone", "morphine", "amoxicillin", "levothyroxine", "atorvastatin", "metoprolol", "amlodipine",
    "zofran", "tylenol",
    "ibuprofen", "aspirin", "epidural", "npo", "stat", "w/ relief", "a&o ?x ?\\d", "vss", "cxr", "po",
    "iv", "ivf", "qhs", "qid",
    "ambulated", "afebrile", "tachycardi[ac]", "hypotensi(?:on|ve)", "decubitus", "ulcers?", "stents?",
    "cath", "biopsied",
    "metasta(?:sis|tic)", "lymphoma", "carcinoma", "melanoma", "tumou?rs?", "benign", "malignan(?:t|cy)",
    "prognosis",
    "midwife", "cnm", "lcsw", "rn", "lpn", "cna", "paramedics?", "ems", "ambulance", "pharmac(?:y|ist)",
    "psychologist",
    "surgeons?", "anesthesiologist", "cardiologist", "neurologist", "oncologist", "pathologist",
    "radiologist", "pediatric",
    "dentist", "dental", "extraction", "crutches", "brace", "splint", "cast", "sutures?", "stitches",
    "bruis(?:e|ing)",
    "swelling", "swollen", "rash(?:es)?", "itching", "dizz(?:y|iness)", "headaches?", "cough(?:ing)?",
    "chills", "vomit(?:ed)?",
    "diarrhea", "constipation", "numbness", "weakness", "fatigue", "insomnia", "palpitations", "seizure",
    "tremors?",
    "knees?", "hips?", "shoulder", "ankle", "wrist", "elbow", "abdomen", "abdominal", "chest", "lungs?",
    "kidneys?", "liver",
    "spine", "lumbar", "breast", "prostate", "skin", "scar", "mole", "toe", "thigh", "groin", "jaw",
    "tooth", "teeth", "gums",
    "daughters?", "sons?", "mother", "father", "mom", "dad", "wife", "husband", "sister", "brother",
    "grandmother",
    "grandson", "granddaughter", "grandfather", "grandma", "aunt", "uncle", "niece", "nephew",
    "fianc[e\xe9]e?", "widow(?:ed|er)?",
    "spouse", "girlfriend", "boyfriend", "neighbou?r", "labs?", "charts?", "bedside", "call light",
    "caller", "decedent",
    "disability", "copays?", "prior auth(?:orization)?", "medica", "next of kin", "transfusion", "donor",
    "hearing aid",
    "pacemaker", "inhaler", "cpap", "oxygen", "home o2", "injur(?:y|ies|ed)", "accident", "ed", "shelter",
    "homeless",
    "born at", "gestation", "g\\dp\\d", "lmp", "obstetric", "postpartum", "breastfeeding", "newborn",
    "toddler",
    "consent(?:ed)?", "study", "voiceprint", "school",
    "foster", "caseworker",
    "social worker", "probation", "rounded", "handoff", "huddle",
    "bedtime",
    "biba", "backboard", "c-collar", "mohs", "trach", "ventilator", "propofol", "full code", "dnr",
    "palliative",
    "eob", "double billed", "mammograms?", "vaccines?", "immunization record",
    "eczema", "croup",
)  # fmt: skip


def pattern() -> str:
    """The words that speak of care, as an alternation."""
    return rf"\b(?i:{'|'.join(CONTEXT)})\b|\bMs\. [A-Z]"


def anchors(scan: str, hits: Iterable[tuple[int, int]]) -> list[int]:
    """Where words of `pattern` speak of care. A doubtful one counts beside another word of care only:
    a licence speaks of claims, a manual of sessions and providers."""
    words = [(start, scan[start:end].lower()) for start, end in hits]
    found: list[int] = []
    for index, (start, word) in enumerate(words):
        first = word.split(" ")[0]
        if first not in _DOUBTFUL or _in_care(words, index):
            found.append(start)
    return found


def _in_care(words: list[tuple[int, str]], index: int) -> bool:
    start, word = words[index]
    for step in (-1, 1):
        other = index + step
        while 0 <= other < len(words) and abs(words[other][0] - start) < 300 and abs(other - index) < 12:
            if words[other][1][:4] != word[:4]:
                return True
            other += step
    return False


def dense(doc: Document, position: int, radius: int = 600) -> bool:
    """Whether a place is in a clinical text: one word of care is enough in a short text, a manual that has a
    word here and there is none."""
    return doc.near(position, radius) > min(2, len(doc.scan) // 1500)


def stretches(doc: Document, reach: int = 600) -> Iterator[tuple[int, int]]:
    """The text around the words of care, cut between words."""
    low = high = -1
    for place in doc.anchors:
        if high < 0 or place - reach > high:
            if high >= 0:
                yield low, high
            low = max(0, place - reach)
            while low > 0 and doc.scan[low - 1].isalnum():
                low -= 1
        high = min(len(doc.scan), place + reach)
    if high >= 0:
        yield low, high
