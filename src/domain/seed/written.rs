//! What is recorded at the demo clinic's visits, suited to the profession and the reason for the visit.

use super::work::{DENTIST, GENERAL_PRACTITIONER, PHYSIOTHERAPIST, PSYCHOLOGIST, SPECIALIST};

/// What is recorded at one visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The note.
    pub note: &'static str,
    /// The diagnosis, with its ICD-10 code.
    pub diagnosis: Option<(&'static str, &'static str)>,
    /// The medicine prescribed for it.
    pub medicine: Option<SeedMedicine>,
    /// Whether weight and blood pressure are taken.
    pub measures: bool,
}

/// A medicine, and how to take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeedMedicine {
    /// The name that a record shows.
    pub name: &'static str,
    /// How much.
    pub dose: &'static str,
    /// Which way.
    pub route: &'static str,
    /// How often.
    pub frequency: &'static str,
    /// For how long.
    pub duration: &'static str,
}

const fn note(note: &'static str) -> Written {
    Written { note, diagnosis: None, medicine: None, measures: false }
}

const fn found(note: &'static str, name: &'static str, code: &'static str) -> Written {
    Written { note, diagnosis: Some((name, code)), medicine: None, measures: false }
}

impl Written {
    const fn measured(self) -> Self {
        Self { measures: true, ..self }
    }

    const fn prescribed(self, medicine: SeedMedicine) -> Self {
        Self { medicine: Some(medicine), ..self }
    }
}

/// By profession and reason; the last entry of each profession covers any other reason.
const WRITTEN: &[(&str, &str, Written)] = &[
    (
        GENERAL_PRACTITIONER,
        "Blood pressure review",
        found(
            "Home readings around 135 over 85. Walks to work, less salt since the last visit.\n\nHeart sounds normal, no swelling of the ankles. No medicine for now; again in three months.",
            "Borderline high blood pressure",
            "R03.0",
        )
        .measured(),
    ),
    (
        GENERAL_PRACTITIONER,
        "Flu vaccination",
        note("Well today, no fever. No reaction to earlier vaccinations.\n\nInfluenza vaccine given in the left upper arm. Waited fifteen minutes, no reaction.")
            .measured(),
    ),
    (
        GENERAL_PRACTITIONER,
        "Blood test results",
        note("Results: fasting glucose 5.2 mmol/L, HbA1c 36 mmol/mol, LDL 2.9 mmol/L, ferritin and thyroid normal.\n\nAll in range. Repeat in a year.")
            .measured(),
    ),
    (
        GENERAL_PRACTITIONER,
        "Cough that won't go away",
        found(
            "Cough and sneezing for three weeks, worse outdoors. No fever, no weight loss.\n\nNasal lining pale and swollen. Chest clear.",
            "Allergic rhinitis",
            "J30.1",
        )
        .measured()
        .prescribed(SeedMedicine {
            name: "Cetirizine",
            dose: "10 mg",
            route: "by mouth",
            frequency: "once a day, in the evening",
            duration: "30 days",
        }),
    ),
    (
        GENERAL_PRACTITIONER,
        "Repeat prescription",
        note("Takes the medicine as prescribed, no side effects.\n\nPrescription repeated. Review in six months.").measured(),
    ),
    (
        GENERAL_PRACTITIONER,
        "Skin check",
        found(
            "No new or changing spots noticed at home.\n\nWhole skin looked at with the dermatoscope: nothing suspicious. Again in a year.",
            "Benign moles",
            "D22.9",
        ),
    ),
    (
        GENERAL_PRACTITIONER,
        "Sore throat",
        found(
            "Sore throat and cold for four days. Eats and drinks.\n\nThroat red, no pus, glands small. Viral; rest, fluids and paracetamol.",
            "Sore throat, viral",
            "J02.9",
        ),
    ),
    (
        GENERAL_PRACTITIONER,
        "Referral letter",
        note("Asks for a specialist's opinion. History and medicines gone through.\n\nLetter written today, results enclosed."),
    ),
    (
        GENERAL_PRACTITIONER,
        "Trouble sleeping",
        found(
            "Lies awake for two hours, five nights a week, since a change of shifts. Two coffees in the afternoon.\n\nTalked about sleep habits. Sleep diary for a fortnight.",
            "Insomnia",
            "G47.0",
        ),
    ),
    (
        GENERAL_PRACTITIONER,
        "Care plan review",
        note("Goals of the care plan gone through: walking daily, feet looked at, eyes due in spring.\n\nPlan goes on unchanged.")
            .measured(),
    ),
    (
        GENERAL_PRACTITIONER,
        "",
        note("Check-up. No concerns.\n\nChest clear, heart sounds normal, abdomen soft. Vaccinations up to date.").measured(),
    ),
    (
        PHYSIOTHERAPIST,
        "Lower back pain",
        found(
            "Low back pain after moving house, 5 of 10, easier when walking. No numbness or weakness.\n\nBending stops at mid-shin, straight leg raise normal. Mobilised L4/5; pelvic tilts and walking twice a day.",
            "Low back pain",
            "M54.5",
        ),
    ),
    (
        PHYSIOTHERAPIST,
        "Knee pain after netball",
        found(
            "Twisted the right knee landing. Swelling went down in two days.\n\nLachman firm, inner joint line tender. Quadriceps sets, closed-chain work from next week; no pivoting for a month.",
            "Sprain of the knee",
            "S83.6",
        ),
    ),
    (
        PHYSIOTHERAPIST,
        "Stiff shoulder",
        note("Lifts the arm to 110 degrees, outward turn 20. Worse at night.\n\nCapsular stretches and pulleys, heat before exercise. Again in two weeks."),
    ),
    (
        PHYSIOTHERAPIST,
        "",
        note("Exercises done on most days. Moves further than last time, pain 2 of 10.\n\nNext stage of the exercises shown, with two sets of ten. Again in two weeks."),
    ),
    (
        PSYCHOLOGIST,
        "First session",
        note("Reasons for coming, history and what has helped before. Sleeps and eats enough; no thoughts of self-harm.\n\nGoals agreed: fewer worries at night, back to the choir. Six sessions planned."),
    ),
    (
        PSYCHOLOGIST,
        "Anxiety at work",
        note("Worry before meetings, 7 of 10. Kept the thought record for a week.\n\nWorked on predictions and what came of them. Next step: speak first in one small meeting."),
    ),
    (
        PSYCHOLOGIST,
        "Sleep",
        note("Sleep diary: five and a half hours, lying awake for ninety minutes.\n\nFixed time to rise, bed only for sleep. Diary goes on."),
    ),
    (
        PSYCHOLOGIST,
        "",
        note("Mood steadier than last time. Two of three tasks done.\n\nWent through the week with a thought record. Breathing exercise daily until the next session."),
    ),
    (
        DENTIST,
        "Toothache",
        found(
            "Pain at 36 with cold for a week, none at night.\n\nDeep decay at 36, nerve alive. Filled in two layers under local anaesthetic; may be tender for some days.",
            "Dental caries",
            "K02.1",
        )
        .prescribed(SeedMedicine {
            name: "Paracetamol",
            dose: "500 mg",
            route: "by mouth",
            frequency: "up to four times a day, as needed",
            duration: "3 days",
        }),
    ),
    (
        DENTIST,
        "Broken filling",
        note("Filling at 26 lost at lunch, no pain.\n\nTooth sound on testing. New composite filling, bite adjusted."),
    ),
    (
        DENTIST,
        "Wisdom tooth",
        found(
            "Sore behind the last lower tooth on the left.\n\nGum over 38 inflamed, rinsed under the flap. X-ray taken; removal if it comes back.",
            "Pericoronitis",
            "K05.2",
        ),
    ),
    (
        DENTIST,
        "",
        note("Check-up and clean. Brushes twice a day, flosses sometimes.\n\nNo decay, gums bleed a little at 16 and 46. Scaled and polished; flossing shown. Again in six months."),
    ),
    (
        SPECIALIST,
        "Test results",
        note("Test results gone through together; they fit what was found on examination.\n\nNo change of treatment. Letter to the general practitioner.").measured(),
    ),
    (
        SPECIALIST,
        "Before surgery",
        note("Operation, its risks and the alternatives explained, questions answered. Consent signed.\n\nFit for anaesthesia. Nothing to eat from midnight.").measured(),
    ),
    (
        SPECIALIST,
        "",
        note("Referral and earlier results read. History taken in full, examination as described in the letter.\n\nPlan agreed. Letter to the general practitioner; again in six months.").measured(),
    ),
    (
        "Optometrist",
        "",
        note("Reads 6/6 with each eye with new lenses: right -1.25, left -1.50. Pressure 15 and 16.\n\nLenses and back of the eye healthy. New prescription for glasses given; again in two years."),
    ),
    (
        "Dietitian",
        "",
        note("Food diary of three days gone through. Skips breakfast, little fibre.\n\nMeal plan with three regular meals; oats in the morning, vegetables at two meals. Again in four weeks."),
    ),
    (
        "Podiatrist",
        "",
        note("Pulses and feeling of both feet normal. Tender under the right heel.\n\nNails and callus treated. Calf stretches, firmer shoes; insoles if no better in six weeks."),
    ),
    ("Pathologist", "", note("Fasting since last night. Blood taken from the left arm at the first attempt, two tubes.\n\nResults go to whoever asked for them within two days.")),
    (
        "Pharmacist",
        "",
        note("All medicines brought along and gone through. One taken twice under two brand names.\n\nList corrected and given along; doctor told. Inhaler technique good."),
    ),
    (
        "Speech pathologist",
        "",
        note("Conversation and reading aloud recorded. Easy onsets in four of five sentences.\n\nPractice of ten minutes a day, list of words given along."),
    ),
    (
        "Occupational therapist",
        "",
        note("Grip right 18 kg, left 27 kg. Trouble with jars and buttons.\n\nSplint fitted for the night, thicker handles for the kitchen. Hand exercises three times a day."),
    ),
    (
        "Exercise physiologist",
        "",
        note("Six-minute walk 480 m, thirty more than last time. Pulse at rest 72.\n\nProgramme: walking five days a week, strength on two. Heavier band from next week."),
    ),
    (
        "Midwife",
        "",
        note("Feels the baby move. Blood pressure normal, height of the womb as expected, heartbeat 140.\n\nBirth plan talked about. Again in two weeks."),
    ),
    (
        "Audiologist",
        "",
        note("Ear canals clear. Hearing falls to 45 dB at 4 kHz on both sides; speech in quiet 95 percent.\n\nHearing aids fitted for trial, first follow-up in two weeks."),
    ),
];

/// How it went since the last visit, and what comes next: recorded where the same was written before. No two of the 35 combinations
/// are alike.
const SINCE: [&str; 5] = [
    "Better since then, sleeps and eats well.",
    "About the same; did most of what was agreed.",
    "A good week and a bad one, better on the whole.",
    "No new complaints.",
    "Had a cold in between, well again.",
];
const NEXT: [&str; 7] = [
    "Findings as before. The plan goes on unchanged.",
    "A little better than last time. The same again until the next visit.",
    "Questions answered, next steps written down to take home.",
    "Nothing new found. Comes back sooner if it gets worse.",
    "Went through what was agreed; two things made easier. Again in a month.",
    "Further along than expected. More time until the next visit.",
    "Plan gone through and shortened. Calls if anything changes.",
];

/// The note for a patient's nth visit, if one on the day `last` had the same reason.
#[must_use]
pub fn follow_up(nth: usize, last: &str) -> String {
    format!("Last seen on {last}. {}\n\n{}", SINCE[nth % SINCE.len()], NEXT[nth % NEXT.len()])
}

/// What someone of this profession records at a visit for this reason; `None` for an unknown profession.
#[must_use]
pub fn written(profession: &str, reason: &str) -> Option<&'static Written> {
    let theirs = || WRITTEN.iter().filter(|(of, ..)| *of == profession);
    theirs().find(|(_, at, _)| *at == reason).or_else(|| theirs().next_back()).map(|(.., written)| written)
}
