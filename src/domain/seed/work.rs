//! The work of demo practitioners: professions with their expertise, qualifications and fees, and the sentences of a bio.

use super::rng::Rng;
pub(super) use crate::domain::profession::GENERAL_PRACTITIONER;

pub(super) const PHYSIOTHERAPIST: &str = "Physiotherapist";
pub(super) const SPECIALIST: &str = "Specialist";
pub(super) const PSYCHOLOGIST: &str = "Psychologist";
pub(super) const DENTIST: &str = "Dentist";

/// A profession as the demo clinic models it.
pub(super) struct Work {
    /// The canonical name, as in `domain::profession`.
    pub(super) profession: &'static str,
    /// How common it is.
    pub(super) weight: usize,
    pub(super) expertise: &'static [&'static str],
    pub(super) qualifications: &'static [&'static str],
    /// The usual range of fees, in whole dollars.
    pub(super) fee: (i64, i64),
    /// Why people come.
    pub(super) reasons: &'static [&'static str],
}

pub(super) const WORK: &[Work] = &[
    Work {
        profession: GENERAL_PRACTITIONER,
        weight: 34,
        expertise: &[
            "Family medicine",
            "Women's health",
            "Men's health",
            "Children's health",
            "Mental health",
            "Travel medicine",
            "Skin checks",
            "Chronic disease",
            "Aged care",
            "Sports medicine",
            "Antenatal care",
        ],
        qualifications: &["MBBS, FRACGP", "MD, FRACGP", "BMed, FRACGP, DCH", "MBBS, FRACGP, DRANZCOG", "MBChB, FACRRM"],
        fee: (80, 125),
        reasons: &[
            "Blood pressure review",
            "Flu vaccination",
            "Blood test results",
            "Cough that won't go away",
            "Repeat prescription",
            "Skin check",
            "Sore throat",
            "Referral letter",
            "Trouble sleeping",
            "Care plan review",
            "",
        ],
    },
    Work {
        profession: PHYSIOTHERAPIST,
        weight: 12,
        expertise: &[
            "Sports injuries",
            "Back and neck pain",
            "Post-surgical rehabilitation",
            "Vestibular care",
            "Knees",
            "Shoulders",
            "Pelvic health",
        ],
        qualifications: &["BPhty", "BPhty, MSportsPhty", "DPT", "BAppSc (Physio), APAM"],
        fee: (90, 150),
        reasons: &[
            "Lower back pain",
            "Knee pain after netball",
            "Stiff shoulder",
            "Post-operative exercises",
            "Neck pain",
            "",
        ],
    },
    Work {
        profession: SPECIALIST,
        weight: 14,
        expertise: &[
            "Cardiology",
            "Dermatology",
            "Endocrinology",
            "Gastroenterology",
            "Neurology",
            "Oncology",
            "Ophthalmology",
            "Orthopaedics",
            "Paediatrics",
            "Psychiatry",
            "Respiratory medicine",
            "Rheumatology",
            "Ear, nose and throat",
            "Gynaecology",
        ],
        qualifications: &["MBBS, FRACP", "MBBS, PhD, FRACP", "MD, FRACS", "MBChB, FRANZCOG", "MBBS, FRANZCP"],
        fee: (190, 380),
        reasons: &["First consultation", "Six-month review", "Second opinion", "Test results", "Before surgery", ""],
    },
    Work {
        profession: PSYCHOLOGIST,
        weight: 10,
        expertise: &["Anxiety", "Depression", "Sleep", "Couples", "Adolescents", "Grief", "Trauma", "ADHD assessment"],
        qualifications: &["BPsych (Hons), MPsych (Clin)", "DPsych", "PhD, MAPS", "MPsych (Health)"],
        fee: (160, 240),
        reasons: &["First session", "Continuing session", "Anxiety at work", "Sleep", ""],
    },
    Work {
        profession: DENTIST,
        weight: 9,
        expertise: &[
            "Children's dentistry",
            "Root canals",
            "Implants",
            "Crowns and bridges",
            "Nervous patients",
            "Gums",
        ],
        qualifications: &["BDS", "BDSc (Hons)", "DMD", "BDS, MDS (Endo)"],
        fee: (95, 260),
        reasons: &["Check-up and clean", "Toothache", "Broken filling", "Wisdom tooth", "Crown fitting", ""],
    },
    Work {
        profession: "Optometrist",
        weight: 5,
        expertise: &["Contact lenses", "Dry eye", "Glaucoma screening", "Children's vision", "Low vision"],
        qualifications: &["BOptom", "MOptom", "BVisSci, MOptom"],
        fee: (60, 110),
        reasons: &["Eye test", "New glasses", "Contact lens fitting", "Dry eyes", ""],
    },
    Work {
        profession: "Dietitian",
        weight: 4,
        expertise: &["Diabetes", "Food allergies", "Gut health", "Sports nutrition", "Eating disorders"],
        qualifications: &["BNutrDiet, APD", "MDiet, APD", "BSc, MNutrDiet, APD"],
        fee: (85, 140),
        reasons: &["New diabetes diagnosis", "Meal plan", "Irritable bowel", ""],
    },
    Work {
        profession: "Podiatrist",
        weight: 4,
        expertise: &["Diabetic feet", "Running injuries", "Ingrown nails", "Children's feet", "Orthotics"],
        qualifications: &["BPod", "BHSc (Podiatry)", "MPodPrac"],
        fee: (75, 120),
        reasons: &["Heel pain", "Ingrown toenail", "Orthotics review", ""],
    },
    Work {
        profession: "Pathologist",
        weight: 3,
        expertise: &["Haematology", "Histopathology", "Microbiology", "Blood collection"],
        qualifications: &["MBBS, FRCPA", "MD, FRCPA"],
        fee: (40, 90),
        reasons: &["Blood collection", "Fasting glucose", "Iron studies", ""],
    },
    Work {
        profession: "Pharmacist",
        weight: 3,
        expertise: &["Medication reviews", "Vaccinations", "Asthma", "Stopping smoking"],
        qualifications: &["BPharm", "MPharm", "BPharm (Hons), AACPA"],
        fee: (30, 70),
        reasons: &["Medication review", "Vaccination", "Inhaler technique", ""],
    },
    Work {
        profession: "Speech pathologist",
        weight: 2,
        expertise: &["Stuttering", "Early language", "Voice", "Swallowing"],
        qualifications: &["BSpPath", "MSLP, CPSP"],
        fee: (110, 190),
        reasons: &["Assessment", "Weekly session", ""],
    },
    Work {
        profession: "Occupational therapist",
        weight: 2,
        expertise: &["Hand therapy", "Home modifications", "Sensory processing", "Return to work"],
        qualifications: &["BOccThy", "MOccThy"],
        fee: (110, 190),
        reasons: &["Hand splint", "Home assessment", "Return to work plan", ""],
    },
    Work {
        profession: "Exercise physiologist",
        weight: 2,
        expertise: &["Heart health", "Cancer recovery", "Osteoporosis", "Chronic pain"],
        qualifications: &["BExPhys, AEP", "MClinExPhys, AEP"],
        fee: (80, 130),
        reasons: &["Exercise plan", "Progress review", ""],
    },
    Work {
        profession: "Midwife",
        weight: 1,
        expertise: &["Antenatal classes", "Breastfeeding", "Home visits"],
        qualifications: &["BMid", "BNurs, MMid"],
        fee: (80, 150),
        reasons: &["Antenatal visit", "Feeding advice", ""],
    },
    Work {
        profession: "Audiologist",
        weight: 1,
        expertise: &["Hearing aids", "Tinnitus", "Children's hearing"],
        qualifications: &["MAud", "MClinAud"],
        fee: (90, 170),
        reasons: &["Hearing test", "Hearing aid fitting", "Ringing in the ears", ""],
    },
];

const APPROACH: &[&str] = &[
    "Appointments start on time, with room for questions.",
    "Expect plain English, a drawing where it helps, and a written plan to take home.",
    "Decisions are made together, with the evidence on the table.",
    "First visits are unhurried; bring your list of medicines and your questions.",
    "Children choose the chair, and no one is told off.",
    "Works closely with other practices nearby, so you never have to tell your story twice.",
    "Believes that the smallest treatment that works is the best one.",
    "Happy to see several members of a family one after the other.",
    "Wheelchair users and assistance dogs are welcome.",
    "Results are explained in person, not by form letter.",
];

const ASIDE: &[&str] = &[
    "Off duty, there is a vegetable garden to defend from possums.",
    "Sings in a choir that is better than it sounds.",
    "Swims in the sea all year round.",
    "Is restoring a wooden boat, slowly.",
    "Teaches students on Fridays.",
    "Rides to work, whatever the weather.",
    "Volunteers twice a year in a remote community.",
    "Bakes sourdough of varying success.",
    "Coaches an under-twelves football team.",
    "Reads crime novels and never guesses the ending.",
    "Writes a column for the local paper.",
    "",
];

/// A short biography of a person whose given name is `given`.
pub(super) fn bio(
    rng: &mut Rng,
    given: &str,
    profession: &str,
    years: i64,
    expertise: &[&str],
    suburb: &str,
) -> String {
    let profession = match (profession, expertise) {
        ("Specialist", [field, ..]) => format!("specialist in {}", lower_first(field)),
        _ => profession.to_lowercase(),
    };
    let article = if profession.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    let opening = match rng.below(4) {
        0 => format!("{given} has been {article} {profession} for {years} years, many of them in {suburb}."),
        1 => format!("{given} came to {suburb} after years in public hospitals and country towns."),
        2 => format!("With {years} years as {article} {profession}, {given} knows {suburb} and its people well."),
        _ => format!("{given} looks after people of every age in and around {suburb}."),
    };
    let interest = match expertise {
        [one] if !profession.starts_with("specialist") => format!("A particular interest is {}.", lower_first(one)),
        [] | [_] => String::new(),
        [one, two, ..] => match rng.below(2) {
            0 => format!("Spends most of the week on {} and {}.", lower_first(one), lower_first(two)),
            _ => format!("Has further training in {} and {}.", lower_first(one), lower_first(two)),
        },
    };
    let sentences = [opening, interest, (*rng.pick(APPROACH)).to_owned(), (*rng.pick(ASIDE)).to_owned()];
    sentences.into_iter().filter(|sentence| !sentence.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Lower-cases "Skin checks" for the middle of a sentence; "ADHD assessment" stays as it is.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(std::iter::once(second)).chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}
