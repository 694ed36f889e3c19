"""What stands around a name in running text: titles, credentials, kin, roles, and what people do.

Fragments of patterns, free of capturing groups, valid in google-re2 and `re`;
`proxy_core.privacy.names` judges with them.
"""

from __future__ import annotations

from proxy_core.privacy.recognizers.name import CAPS, INITIAL, LAST_FIRST, MIXED, PARTICLE, WORD

TITLE = (
    r"(?:mr|mrs|dr|Mr|Mrs|Ms|Mx|Miss|Dr|Drs|Prof|Professor|Doctor|Rev|Reverend|Sra|Sr|Hon|Nurse|Officer"
    r"|Deputy"
    r"|Detective|Pastor|Rabbi|Imam|Chaplain|Deacon|Fr|Judge|Attorney|Atty|Coach|Sgt|Lt|Cpl|Pvt|Col|Maj|Capt"
    r"|Coroner|Auntie|MR|MRS|MS|DR|MISS)"
)
CREDENTIAL = (
    r"(?:M\.?D\.?|D\.?O\.?|R\.?N\.?|N\.?P\.?|P\.?A\.?(?:-C)?|Ph\.?D\.?|FNP(?:-BC|-C)?|(?:PMH|AG|AC|WH"
    r"|CP)NP(?:-BC)?"
    r"|APRN|CRNA|CNM|LPN|LVN|CNA|LCSW|LICSW|LMSW|LSW|LMFT|LPCC?|LMHC|DDS|DMD|DPM|OD|DVM|AuD|PharmD|Pharm\.D\."
    r"|PsyD|DPT|PT|OT|OTR(?:/L)?|COTA|PTA|RDN?|RRT|CRT|SLP|CCC-SLP|MBBS|MBChB|MSW|BSN|MSN|DNP|FACS|FACP|FACC"
    r"|FAAP|FACOG|FACEP|FAAFP|PGY-?\d|CNP|ARNP|CNS|RPh|CPhT|RHIT|RHIA|CPC|CCS|CMA|RMA|EMT(?:-[BP])?|NRP|CCRN"
    r"|CEN|OCN|CDE|CDCES|MHA|MPH|MBA|JD|Esq)"
)
RELATION = (
    r"(?:wife|husband|spouse|partner|sons?|daughters?|mother|father|mom|mum|dad|brothers?|sisters?|aunt|uncle"
    r"|nieces?|nephews?|cousins?|grandmother|grandfather|grandma|grandpa|grandsons?|granddaughters?"
    r"|fianc[eé]e?"
    r"|girlfriend|boyfriend|friend|neighbou?r|roommate|caregiver|guardian|caretaker|siblings?|twins?"
    r"|stepfather|stepmother|stepson|stepdaughter|son-in-law|daughter-in-law|mother-in-law|father-in-law"
    r"|sister-in-law|brother-in-law|ex-wife|ex-husband|ex|kids|children|parents|proxy|landlord|landlady"
    r"|colleague|cardiologist|neurologist|oncologist|surgeon|psychiatrist|pediatrician|physician"
    r"|midwife|doula"
    r"|obstetrician|dermatologist|urologist|nephrologist|endocrinologist|pulmonologist|hospitalist|pharmacist"
    r"|social worker|case manager|case ?worker|doctor|coworker|co-worker|teacher|aide|godmother|godfather"
    r"|sponsor|pastor|lawyer|attorney|boss|supervisor)"
)
#: people by what they are on a ward, at a desk or on the telephone; a name may follow without a comma
ROLE = (
    r"(?:RN|SW|CM|HHA|OTR|RD|RT|LPN|CNA|NP|PA|PA-C|MD|PT|OT|RT|SLP|LCSW|CNM|CRNA|MA|EMT|PCP|HCP|POA|FOB"
    r"|MOB|FOC|NOK|(?i:paramedic|nurse|charge nurse|nurse manager|night nurse|day nurse|tech|scribe"
    r"|coordinator|therapist|counsell?or"
    r"|chaplain|dietitian|phlebotomist|resident|intern|attending|fellow|interpreter|translator|receptionist"
    r"|scheduler|registrar|caller|dependent|client|decedent|claimant|veteran|infant|baby|baby boy|baby girl"
    r"|newborn|toddler|caller ID|ombudsman|sitter|student|guarantor|recipient|custodian|medic|customer"
    r"|member|employee|user|patients?|pts?"
    r"|gentleman|lady|male|female|man|woman|boy|girl))"
)
AGE = (
    r"(?:\d{1,3}[- ]?(?:year|yr|month|week|day|y/?o|yo|y\.o)s?|\d{1,3} ?[MF]\b|an? (?:\d|very|previously"
    r"|otherwise|elderly|young|middle))"
)
VERBS = (
    r"(?:is (?:a|an|the|seen|here|being|currently|doing|scheduled|now|known|alert|well|followed|status)"
    r"|was (?:a|an|seen|admitted|discharged|brought|born|diagnosed"
    r"|evaluated|referred|started|taken|transferred|found|treated|given|last|hospitalized|prescribed|noted"
    r"|examined|advised|instructed|contacted|called|informed|told|counseled|scheduled|counselled|placed"
    r"|intubated|extubated|in|pronounced|educated|unable|able)"
    r"|presents?|presented|reports?|reported|denies|denied|states|stated|complains|complained|endorses"
    r"|endorsed|returns?|returned|underwent|tolerated|arrived|called|came|has (?:a|been|had|no|not|a history)"
    r"|had (?:a|been|no|an)|lives|lived|resides|works|worked|describes|notes that|noted|agrees|agreed"
    r"|consented|declined|received|continues|continued|will (?:follow|return|be|need|undergo|continue|see)"
    r"|requests|requested|followed up|follows|takes|took|missed|did not|does not|remains|died|expired"
    r"|passed away|fell|admits|understands|verbalized|wants|would like|needs|asked|signed|said|says|told"
    r"|sustained|developed|and (?:his|her|their) (?:wife|husband|family|mother|father|spouse|daughter|son"
    r"|partner))"
)
PLAIN_VERBS = (
    r"(?:is|was|has|had|will|does|did|doesn't|isn't|hasn't|didn't|can't|won't|wasn't|couldn't|would|could"
    r"|should|says|walks|feels|looks|seems|appeared|arrived)"
)
#: what only people do: before these a word that no list knows is a name, too
HUMAN = (
    r"(?:denie[sd]|reports?|reported|states?|stated|agree[sd]|arrived|endorse[sd]|complain(?:s|ed)|live[sd]"
    r"|describe[sd]|verbalize[sd]|said|says|told|asked|asks|wants|wanted|consented|declined|called"
    r"|calls|phoned"
    r"|texted|emailed|messaged|appears? (?:tearful|well|comfortable|anxious|tired)|appeared tearful|admits"
    r"|admitted (?:to|that)|understands|understood|works|worked|fell|tripped|slipped|walks|walked"
    r"|ambulate[sd]"
    r"|amb|sat|stood|smiled|cried|laughed|slept|sleeps|ate|eats|drinks|drank|smokes|smoked|refuse[sd]"
    r"|requests"
    r"|requested|turned|turns|moved|grew up|was born|was (?:admitted|brought|hospitali[sz]ed|discharged|seen"
    r"|diagnosed|tearful|calm|cooperative|alert|pronounced|advised|counsell?ed|educated|instructed|informed"
    r"|notified|intubated|extubated|accompanied|unable|able|last seen|transferred|evaluated|examined|born)"
    r"|is (?:an? (?:\d|very|pleasant|delightful|previously|otherwise|married|single|divorced|widowed|retired"
    r"|right|left|known|[a-z-]+ (?:man|woman|male|female|gentleman|lady|boy|girl|infant|toddler))|here|alert"
    r"|tearful|sober|pregnant|a&o|A&O|AOx|aox|NAD|ambulating|resting|now [a-z]+ing|being seen"
    r"|doing (?:well|better|fine"
    r"|okay))"
    r"|has been|had been|went|goes|got|gets|came|comes|drove|drives|left|felt|feels|thinks|thought|knows"
    r"|believes|hopes|plans to|planned to|would like|wishes|prefers|enjoys|likes|loves|misses|missed"
    r"|struggles"
    r"|takes|took|tolerated|presents|presented|returns|returned|voided|vomited|remembers|forgot|mentioned"
    r"|explained|acknowledged|shared|expressed|became|began|died|passed away|expired|did (?:well|not|have)"
    r"|does (?:not|have)|doesn't|didn't|isn't|wasn't|can't|couldn't|won't|hasn't"
    r"|(?:never )?(?:picked up|showed up|followed up|signed|checked in|logged in)|continues|remains"
    r"|will (?:need|follow|return|be seen|call|bring|come|see|try)|has (?:a|an|had|no|not|beds?|\d|never)"
    r"|had (?:a|an|no|not)|visited|rounded|saw|sees|paged|updated|notified|c/o|s/p|w/|with h/o|p/w|pw|NPO"
    r"|bed \d|room \d|rm \d|and (?:his|her|their) |going home|feeding|latched|screamed|yelled"
    r"|threatened|hit|attends|attended|relapsed|used to"
    r"|who (?:is|was"
    r"|has|had))"
)
BY = (
    r"(?:[Ss]een|[Ee]xamined|[Ee]valuated|[Ss]igned|[Dd]ictated|[Tt]ranscribed|[Rr]eferred|[Pp]erformed"
    r"|[Aa]dmitted|[Oo]rdered|[Rr]eviewed|[Aa]ccompanied|[Bb]rought in|[Rr]ead|[Ii]nterpreted|[Pp]rescribed"
    r"|[Ff]ollowed|[Cc]ared for|[Tt]reated|[Rr]eported|[Cc]o-?signed|[Aa]uthored|[Ee]ntered|[Vv]erified"
    r"|[Cc]ompleted|[Cc]ollected|[Aa]dministered|[Rr]equested|[Cc]alled|[Ww]itnessed|[Aa]ttested"
    r"|[Ss]upervised|[Mm]anaged|[Aa]pproved|[Pp]repared|[Ii]mplanted|[Pp]laced|[Dd]elivered|[Nn]oted"
    r"|[Dd]riven"
    r"|[Rr]elieved|[Aa]ssessed|[Ss]urvived|[Ii]ntroduced|[Gg]iven|[Dd]rawn|[Tt]aken|[Dd]ropped off"
    r"|[Pp]icked up"
    r"|[Ff]iled|[Ff]axed|[Ss]ent) by"
)
#: after these only people stand
WITH_PEOPLE = (
    r"(?:[Ss]poke (?:with|to)|[Ss]peaking (?:with|to)|[Ss]poken (?:with|to)|[Tt]alked (?:with|to)"
    r"|[Dd]iscussed with|[Dd]/w|[Mm]et with|[Nn]amed|[Ii]nformed|[Tt]old|[Cc]are of|c/o|[Oo]n behalf of"
    r"|[Mm]essage from|[Cc]all from|[Vv]oicemail (?:from|for)|[Ll]etter to|[Hh]er name is|[Hh]is name is"
    r"|[Tt]heir name is|[Nn]ame is|[Nn]ame was|goes by|[Ii]nterviewed|[Ss]aw|[Ss]een with|I am|I'm"
    r"|[Mm]y name is"
    r"|[Tt]his is|[Ff]ollow(?:s|ed)?[- ]?up with|[Ff]/u (?:with|w/)|[Aa]ppointment with|[Aa]ppt (?:with|w/)"
    r"|[Rr]eport (?:given )?to|[Rr]eport from|[Rr]eceived report from|[Hh]and(?:ed )?off to"
    r"|[Hh]andoff (?:to|from)"
    r"|[Dd]ear|[Cc]onsulted with|[Cc]onsult with|[Cc]hecked (?:on|with)|[Aa]sk for|[Ll]ook for"
    r"|Called|Contacted|[Nn]otified|[Pp]aged|[Tt]exted|in with|[Ss]cheduled with|[Bb]ooked with"
    r"|[Ss]urgeons|[Rr]ecipient|[Rr]eferring|[Ss]igned out to"
    r"|[Ss]ign-?out to|[Rr]elationship with|[Ll]ives with|[Bb]orn to"
    r"|[Mm]arried to|[Ee]ngaged to|[Ss]urvived by|[Aa]ccompanied by|[Pp]ediatrician will be"
    r"|[Ff]ather is|[Mm]other is|[Cc]all back for|[Aa]rrival of|[Hh]istory of patient|[Nn]ame/DOB:"
    r"|[Pp]atient(?:'s)? name(?: is)?|[Ss]end (?:it|this|them) to|[Cc]alling for|[Ll]eft (?:a )?(?:VM"
    r"|voicemail"
    r"|message) (?:for|with)|[Dd]epartment with|[Aa]dmit(?:ted)? (?:to|under)(?: the)?(?: care of)?"
    r"|[Hh]is friend|[Hh]er friend|thank(?:s| you) to|[Tt]ransferred to the care of)"
)
WITH = (
    r"(?:[Cc]onsulted|[Cc]ontacted|[Cc]alled|[Cc]all|[Nn]otified|[Pp]aged|[Rr]eferred to|[Rr]eturn to"
    r"|[Cc]c:?|[Aa]ttn:?|[Pp]atient(?: is| was)?|[Pp]t\.?|[Rr]e:|[Rr]egarding|[Uu]pdated|[Uu]nder"
    r"|[Ff]or patient|[Aa]ssigned to|[Ss]eeing|[Ss]ees|[Cc]ontact|[Ll]etter from|[Ff]ax from"
    r"|[Rr]ecords? (?:for|of)|[Cc]harts? (?:for|of|on)|[Rr]esults? (?:for|of)|[Nn]ote (?:for|on|of)"
    r"|[Vv]isit (?:for|with)|[Aa]dmission of|[Dd]ischarge of|[Tt]ransfer of|[Ee]xamined|[Pp]er|about"
    r"|held with"
    r"|under|[Rr]echecked on|[Cc]heck on|[Ll]abs (?:for|on)|[Ss]tatement for|[Bb]ill for|[Cc]laim for"
    r"|[Ii]nvoice for|[Oo]rders? for|[Rr]efills? for|[Aa]ppointment for|[Aa]ppt for|traced it to|merged"
    r"|[Mm]essaged|[Ee]mailed|[Pp]inged|[Tt]exted|[Tt]hanks?|[Ww]ill call|[Ww]ith|by|for|remove once|is that)"
)
CLOSING = (
    r"(?:[Tt]hanks(?: (?:much|so much|again|a lot|a ton|in advance|all))?|[Mm]any thanks"
    r"|[Tt]hank you(?: (?:so much"
    r"|very much|again))?|[Tt]hx|THX|[Rr]egards|[Ss]incerely(?: yours)?|[Bb]est|[Cc]heers|[Bb]est regards"
    r"|[Kk]ind regards|[Ww]arm regards|[Ww]armly|[Bb]est wishes|[Aa]ll the best"
    r"|[Rr]espectfully(?: submitted)?"
    r"|[Yy]ours(?: truly| sincerely)?|[Vv]ery truly yours|[Tt]ake care|[Tt]alk soon|[Ww]ith (?:thanks"
    r"|appreciation"
    r"|gratitude)|[Gg]ratefully|[Cc]ordially|[Vv]/[Rr]|[Ll]ove)"
)
POSSESSED = (
    r"(?:wife|husband|mother|father|mom|dad|son|daughter|brother|sister|family|chart|labs?|medications?|meds"
    r"|records?|condition|symptoms|care|pain|history|appointment|appt|visit|blood|surgery|insurance|room"
    r"|results?|treatment|physician|doctor|nurse|MRI|CT|goals?|mood|goal|spouse|partner|account|claims?"
    r"|statement|SSN|DOB|MRN|email|phone|address|temp|BP|wound|incision|baby|parents?|girlfriend|boyfriend"
    r"|caregiver|guardian|aunt|uncle|cousin|neighbor|friend|discharge|admission|IV|diet|refill|rx"
    r"|prescription"
    r"|office|note|file|case|order|orders|bed|name|cell|number|house|home|apartment|job|birthday|death)"
)
PERSON = (
    rf"(?:{LAST_FIRST}|{CAPS}, ?[A-Z][A-Z'-]{{3,}}|(?:{PARTICLE} )?{MIXED}|{INITIAL} {WORD}"
    rf"|{INITIAL} {CAPS}|{CAPS}(?: {CAPS}){{0,2}})"
)
EPONYM = (
    r"'?s?[ -](?:disease|syndrome|sign|test|score|scale|criteria|procedure|palsy|lymphoma|sarcoma|catheter"
    r"|tube|reflex|phenomenon|maneuver|manoeuvre|classification|esophagus|index|stain|fracture|hernia|tumor"
    r"|ulcer|thyroiditis|chorea|ataxia|line|bodies|cells?|law|rule|equation|formula|position|incision|repair"
    r"|operation|anemia|contracture|drip|solution|lactate|node|gland|duct|virus|bar|agar|method|regression"
    r"|curves?|plots?|model|distribution|estimator|factors?|hazards?|transform|algorithm|coefficient|study"
    r"|cohort|trial|[Rr]isk|stages?|grade|grading|staging|monitor|valve|graft|drain|pouch|forceps|retractor"
    r"|Hospital|Medical|Clinic|Center|Centre|University|Institute|Health(?:care)?|County|Street|Road|Avenue"
    r"|Foundation|School|College|Pharmacy|Laborator(?:y|ies)|Inc|LLC|Corp|Ltd|Memorial|Regional|General"
    r"|Children|Library|License|Protocol|Effect|Model|Systems?|Software|Labs|Group|Hall|House|Building|Wing"
    r"|Tower|Scale|Score|Test|Index|Syndrome|Disease|Criteria|Consulting|Associates|Services|Solutions"
    r"|Technologies|Insurance|Bank|Ranger|Fargo|Park|Creek|River|Lake|Valley|Beach|Springs|Drive|Lane|Court"
    r"|Peds|Pediatrics|Cardiology|Oncology|Orthopedics|Dental|Shelter|Manor|Village|Terrace|Ave|St|Rd"
    r"|et al)\b"
)
