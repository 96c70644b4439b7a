//! What patients call things: "heart" for cardiology, "chemist" for a pharmacist, "kids" for paediatrics.
//! Applied when a document is indexed, so a query never pays for it.

/// Names for one field of care: the signs that a phrase belongs to it, and the words that then find it.
///
/// A sign is looked for in `" phrase "` (folded, one space at each end): a leading space means the start
/// of a word, a trailing one its end, so `" ent "` is ear, nose and throat but not part of "enteric".
/// Give each spelling as a word; its beginnings and its other form by [`ENDINGS`] need not be listed.
const GROUPS: &[(&[&str], &str)] = &[
    (
        &[" gp ", " general practi", " family medic", " family physician", " family doctor"],
        "gp gps general practitioner practice family doctor",
    ),
    (&[" specialist "], "doctor"),
    (&[" physio ", " physiother", " physical therap"], "physio physios physical therapist"),
    (&[" occupational therap", " ot "], "occupational therapist ot"),
    (&[" speech "], "speech therapist pathologist"),
    (&[" pharmac", " chemist "], "pharmacist pharmacy chemist"),
    (&[" dental", " dentist"], "dental dentist dentistry tooth teeth"),
    (&[" orthodont"], "orthodontist braces teeth"),
    (
        &[" optom", " optician", " ophthalm", " eyecare ", " eye "],
        "optometrist optician ophthalmologist eye eyes eyecare vision doctor",
    ),
    (&[" audiolog", " hearing "], "audiologist hearing"),
    (
        &[" paediatr", " pediatr", " child"],
        "paediatric pediatric paediatrician pediatrician child children kids baby doctor",
    ),
    (
        &[" obstetric", " gynaecolog", " gynecolog", " obgyn ", " ob gyn ", " midwi"],
        "obstetrics gynaecologist gynecologist obgyn midwife pregnancy birth women womens",
    ),
    (&[" ent ", " otolaryng", " otorhinolaryng", " ear nose"], "ent otolaryngologist ear nose throat doctor"),
    (&[" cardiol", " cardiac ", " heart "], "cardiologist cardiac heart doctor"),
    (&[" dermatol", " skin "], "dermatologist skin doctor"),
    (&[" orthopaed", " orthoped"], "orthopaedic orthopedic bone bones joint joints doctor"),
    (&[" podiatr", " chiropod"], "podiatrist chiropodist foot feet"),
    (&[" neurol"], "neurologist brain nerve nerves headache doctor"),
    (&[" nephrol", " renal ", " kidney"], "nephrologist renal kidney kidneys"),
    (&[" urolog"], "urologist bladder prostate"),
    (&[" oncol", " cancer "], "oncologist cancer"),
    (&[" haematol", " hematol"], "haematologist hematologist blood"),
    (&[" gastroenterol"], "gastroenterologist stomach gut bowel"),
    (&[" respiratory ", " pulmonol", " pulmonary "], "respiratory pulmonologist lung lungs chest asthma"),
    (&[" endocrin", " diabet"], "endocrinologist diabetes hormone hormones thyroid"),
    (
        &[" psycholog", " psychiatr", " mental ", " counsel"],
        "mental health counsellor counselling psychologist psychiatrist",
    ),
    (&[" dietit", " dietic", " nutrition"], "dietitian dietician nutritionist nutrition diet"),
    (&[" radiol", " radiogr", " x ray ", " xray "], "radiologist radiographer xray scan imaging"),
];

/// A practitioner and the field practised, as pairs of word endings: who is listed under "Pathology" is found by
/// "pathologist", and the other way round.
const ENDINGS: [(&str, &str); 5] = [
    ("ologist", "ology"),
    ("iatrist", "iatry"),
    ("iatrician", "iatrics"),
    ("therapist", "therapy"),
    ("dontist", "dontics"),
];

/// Signs that name what is treated and not who treats it. A GP who checks skin is found by "skin", and not by "dermatologist".
const SUBJECTS: &[&str] = &[
    " skin ",
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

/// Whether a word names someone who practises a field.
fn is_person(word: &str) -> bool {
    ["ologist", "iatrist", "iatrician", "ometrist", "optician", "dietitian", "dietician"]
        .iter()
        .any(|ending| word.ends_with(ending))
}

/// The words, behind one space each, that a folded phrase (a profession, an expertise, a centre's name)
/// can also be found by; some may repeat.
pub(super) fn also_known_as(phrase: &str) -> String {
    let padded = format!(" {phrase} ");
    let belongs = |signs: &[&str]| signs.iter().any(|sign| padded.contains(sign));
    let mut words = String::new();
    for (signs, group) in GROUPS.iter().filter(|(signs, _)| belongs(signs)) {
        let by_field = signs.iter().any(|sign| padded.contains(sign) && !SUBJECTS.contains(sign));
        for word in group.split(' ').filter(|word| by_field || !is_person(word)) {
            words.push(' ');
            words.push_str(word);
        }
    }
    let counterparts: String = phrase.split(' ').chain(words.split(' ')).filter_map(counterpart).collect();
    words + &counterparts
}

/// " pathology" for "pathologist" and the other way round.
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
        also_known_as(&fold(phrase)).split(' ').any(|known| known == word)
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
        for (signs, words) in GROUPS {
            for sign in *signs {
                assert_eq!(fold(sign), sign.trim(), "sign {sign:?}");
                assert!(sign.starts_with(' '), "{sign:?} would match inside a word");
            }
            assert_eq!(fold(words), *words);
        }
    }
}
