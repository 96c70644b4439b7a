//! Patients' words for things: "heart" for cardiology, "chemist" for a pharmacist, "kids" for paediatrics. They are applied when a
//! document is indexed; a query is only checked for whether its words are among them.

/// Names for one field of care: the signs that a phrase belongs to it, and the words that then find it.
///
/// A sign is looked for in `" phrase "` (folded, one space at each end): a leading space means the start
/// of a word, a trailing one its end, so `" ent "` is ear, nose and throat but not part of "enteric".
/// Give each spelling as a word; its beginnings and its other form by [`ENDINGS`] need not be listed.
const GROUPS: &[(&[&str], &str)] = &[
    (
        &[" gp ", " general practi", " family medic", " family physician", " family doctor"],
        "gp gps general practitioner practice family doctor physician checkup pain chest sick sore throat cough cold colds \
         fever hay hayfever flu influenza shot shots jab vaccination vaccinations vaccine vaccines immunisation immunisations \
         immunization contraception contraceptive pill period periods dizzy dizziness tired tiredness fatigue diarrhoea \
         diarrhea vomiting nausea infection infections certificate prescription prescriptions lump lumps rash",
    ),
    (&[" specialist "], "doctor"),
    (&[" nurse ", " nursing "], "nurse nurses injection jab vaccination wound"),
    (
        &[" physio ", " physiother", " physical therap"],
        "physio physios physical therapist sprain sprained muscle muscles rehab pain back neck shoulder knee knees hip ankle \
         wrist broken arm leg fracture fractures",
    ),
    (&[" occupational therap", " ot "], "occupational therapist ot rehab"),
    (&[" speech "], "speech therapist pathologist stutter stammer lisp"),
    (&[" exercise physiolog"], "fitness training rehab"),
    (&[" chiropract"], "chiropractor back spine pain"),
    (&[" osteopath"], "osteopath osteo back spine pain"),
    (&[" massage ", " myotherap"], "massage masseur masseuse muscle muscles"),
    (&[" acupunct"], "acupuncturist acupuncture needles"),
    (&[" pharmac", " chemist "], "pharmacist pharmacy chemist chemists medicines"),
    (&[" dental", " dentist"], "dental dentist dentistry tooth teeth toothache filling fillings gum"),
    (&[" orthodont"], "orthodontist braces teeth"),
    (
        &[" optom", " optician", " ophthalm", " eyecare ", " eye "],
        "optometrist optician ophthalmologist eye eyes eyecare eyesight sight vision glasses spectacles cataract doctor",
    ),
    (&[" audiolog", " hearing "], "audiologist hearing deaf ear ears tinnitus"),
    (
        &[" paediatr", " pediatr", " child"],
        "paediatric pediatric paediatrician pediatrician child children childrens kid kids baby babies infant toddler doctor",
    ),
    (
        &[" obstetric", " gynaecolog", " gynecolog", " obgyn ", " ob gyn ", " midwi", " antenatal "],
        "obstetrics obstetrician gynaecologist gynecologist obgyn midwife pregnancy pregnant maternity birth women womens \
         contraception period periods",
    ),
    (
        &[" ent ", " otolaryng", " otorhinolaryng", " ear nose"],
        "ent otolaryngologist ear ears nose throat sinus tonsils snoring hay fever hayfever doctor",
    ),
    (&[" cardiol", " cardiac ", " heart "], "cardiologist cardiac heart palpitations doctor"),
    (&[" dermatol", " skin "], "dermatologist skin acne eczema rash mole moles doctor"),
    (
        &[" orthopaed", " orthoped"],
        "orthopaedic orthopedic bone bones joint joints broken arm leg knee hip fracture fractures doctor",
    ),
    (&[" rheumatol"], "rheumatologist arthritis joint joints gout doctor"),
    (&[" podiatr", " chiropod"], "podiatrist chiropodist foot feet toe toes toenail toenails heel pain"),
    (&[" neurol"], "neurologist brain nerve nerves headache headaches migraine migraines epilepsy doctor"),
    (&[" nephrol", " renal ", " kidney"], "nephrologist renal kidney kidneys dialysis"),
    (&[" urolog"], "urologist bladder prostate waterworks"),
    (&[" oncol", " cancer "], "oncologist cancer tumour tumor chemo chemotherapy"),
    (&[" haematol", " hematol"], "haematologist hematologist blood anaemia anemia"),
    (&[" gastroenterol"], "gastroenterologist stomach tummy belly gut bowel bowels digestion reflux heartburn"),
    (
        &[" respiratory ", " pulmonol", " pulmonary "],
        "respiratory pulmonologist lung lungs chest breathing asthma copd",
    ),
    (&[" endocrin", " diabet"], "endocrinologist diabetes diabetic sugar gland glands hormone hormones thyroid"),
    (&[" allerg", " immunol"], "allergist allergy allergies hay fever hayfever immunologist"),
    (&[" geriatr", " aged care "], "geriatrician elderly senior seniors"),
    (
        &[" psycholog", " psychiatr", " mental ", " counsel"],
        "mental health counsellor counselling psychologist psychiatrist shrink therapist stress \
         stressed anxiety anxious depression depressed sad grief sleep insomnia",
    ),
    (&[" dietit", " dietic", " nutrition"], "dietitian dietician nutritionist nutrition diet weight"),
    (&[" radiol", " radiogr", " x ray ", " xray "], "radiologist radiographer xray ultrasound scan scans imaging"),
];

/// Fields that also deal with something; they rank after those whose field it is.
const SECOND: &[(&[&str], &str)] = &[(
    &[" gp ", " general practi", " family medic", " family physician", " family doctor"],
    "child children childrens kid kids baby babies infant toddler sleep insomnia sad anxious stress stressed",
)];

/// Word endings of a practitioner and of the field practised, in pairs: someone listed under "Pathology" is found by "pathologist",
/// and vice versa.
const ENDINGS: [(&str, &str); 5] = [
    ("ologist", "ology"),
    ("iatrist", "iatry"),
    ("iatrician", "iatrics"),
    ("therapist", "therapy"),
    ("dontist", "dontics"),
];

/// Signs that name what is treated, not who treats it. A GP who checks skin is found by "skin", but not by "dermatologist".
const SUBJECTS: &[&str] = &[
    " skin ",
    " antenatal ",
    " aged care ",
    " allerg",
    " eye ",
    " eyecare ",
    " hearing ",
    " heart ",
    " child",
    " kidney",
    " cancer ",
    " mental ",
    " counsel",
    " nutrition",
    " diabet",
];

/// The endings of words for someone who practises a field.
const PERSONS: [&str; 15] = [
    "ologist",
    "iatrist",
    "iatrician",
    "etrician",
    "ometrist",
    "optician",
    "dietitian",
    "dietician",
    "nutritionist",
    "counsellor",
    "therapist",
    "allergist",
    "midwife",
    "obgyn",
    "shrink",
];

fn is_person(word: &str) -> bool {
    PERSONS.iter().any(|ending| word.ends_with(ending))
}

/// The words, each after a space, that also find a folded phrase (a profession, an expertise, a centre's name); some may repeat.
#[derive(Clone, Debug, Default)]
pub(super) struct AlsoKnown {
    /// Of its field.
    pub field: String,
    /// Words that rank it after those whose field it is.
    pub second: String,
    /// Words for what it treats: see [`SUBJECTS`].
    pub subject: String,
}

/// The words that also find a phrase.
pub(super) fn also_known_as(phrase: &str) -> AlsoKnown {
    let padded = format!(" {phrase} ");
    let belongs = |signs: &[&str]| signs.iter().any(|sign| padded.contains(sign));
    let mut known = AlsoKnown::default();
    for (signs, group) in GROUPS.iter().filter(|(signs, _)| belongs(signs)) {
        let by_field = signs.iter().any(|sign| padded.contains(sign) && !SUBJECTS.contains(sign));
        let words = if by_field { &mut known.field } else { &mut known.subject };
        for word in group.split(' ').filter(|word| by_field || !is_person(word)) {
            words.push(' ');
            words.push_str(word);
        }
    }
    for (_, group) in SECOND.iter().filter(|(signs, _)| belongs(signs)) {
        known.second.push(' ');
        known.second.push_str(group);
    }
    let counterparts: String = phrase.split(' ').chain(known.field.split(' ')).filter_map(counterpart).collect();
    known.field.push_str(&counterparts);
    known
}

/// Whether a folded word is one of the lay terms.
pub(super) fn is_lay(word: &str) -> bool {
    GROUPS.iter().chain(SECOND).any(|(_, group)| group.split(' ').any(|known| known == word))
}

/// " pathology" for "pathologist", and vice versa.
fn counterpart(word: &str) -> Option<String> {
    ENDINGS.iter().find_map(|(person, field)| {
        let swap = |from, to| word.strip_suffix(from).map(|stem| format!(" {stem}{to}"));
        swap(person, field).or_else(|| swap(field, person))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::fold;

    fn knows(phrase: &str, word: &str) -> bool {
        let AlsoKnown { field, second, subject } = also_known_as(&fold(phrase));
        [field, second, subject].iter().any(|words| words.split(' ').any(|known| known == word))
    }

    #[test]
    fn professions_are_found_by_plain_words() {
        for (phrase, word) in [
            ("GP", "practitioner"),
            ("General Practitioner", "gp"),
            ("Pharmacist", "chemist"),
            ("Cardiology", "heart"),
            ("Sydney Children Hospital", "kids"),
            ("Pediatrics", "paediatrician"),
            ("Obstetrics & Gynaecology", "gynecologist"),
            ("Ear, Nose and Throat", "ent"),
            ("Physiotherapy", "physiotherapist"),
            ("Pathologist", "pathology"),
            ("Psychiatry", "shrink"),
            ("Psychologist", "anxiety"),
            ("Paediatrics", "doctor"),
            ("Paediatrics", "toddler"),
            ("Dentist", "toothache"),
            ("Optometrist", "glasses"),
            ("Audiologist", "deaf"),
            ("Midwife", "pregnant"),
            ("Podiatrist", "toenail"),
            ("Gastroenterology", "tummy"),
            ("Rheumatology", "arthritis"),
            ("Neurology", "migraine"),
            ("Urology", "waterworks"),
            ("Dermatology", "acne"),
            ("Respiratory medicine", "breathing"),
            ("Orthopaedics", "fracture"),
            ("Chiropractor", "back"),
            ("Radiology", "ultrasound"),
        ] {
            assert!(knows(phrase, word), "{phrase} by {word}");
        }
    }

    #[test]
    fn what_is_treated_does_not_make_a_specialist() {
        assert!(knows("Skin checks", "skin"));
        assert!(!knows("Skin checks", "dermatologist"));
        assert!(knows("Dermatologist", "skin"));
        assert!(!knows("Children's health", "paediatrician"));
        assert!(knows("Children's health", "kids"));
        assert!(!knows("Mental health", "shrink") && !knows("Mental health", "therapist"));
        assert!(knows("Mental health", "anxiety"));
        assert!(!knows("Antenatal care", "midwife") && knows("Antenatal care", "pregnant"));
    }

    #[test]
    fn a_sign_inside_another_word_does_not_count() {
        assert!(!knows("Enteric Medicine", "ent"));
        assert!(!knows("Nurse Practitioner", "gp"));
        assert!(!knows("Exercise Physiologist", "physio"));
        assert!(!knows("Neurology", "bladder"));
    }

    #[test]
    fn the_table_is_written_in_folded_form() {
        for (signs, words) in GROUPS.iter().chain(SECOND) {
            for sign in *signs {
                assert_eq!(fold(sign), sign.trim(), "sign {sign:?}");
                assert!(sign.starts_with(' '), "{sign:?} would match inside a word");
            }
            assert_eq!(fold(words), *words);
        }
    }
}
