//! What demo patients thought of their visits. Nothing else in the clinic depends on these ratings. The demo patient has rated the
//! demo practitioner, and no one else yet.

use std::collections::{BTreeMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use super::{SeedAppointment, rng::Rng};
use crate::domain::appointment::Status;

const RATING: u64 = 30;
const PRACTITIONERS_WAY: u64 = 31;
const CENTRES_WAY: u64 = 32;

/// A patient's rating.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedRating {
    /// The patient's index in [`super::SeedPlan::patients`].
    pub patient: usize,
    /// The subject of the rating.
    pub of: SeedSubject,
    /// 1 to 5.
    pub stars: u8,
    /// Mostly empty.
    pub review: &'static str,
    /// After the visit, and not after `now`.
    pub rated_at: Timestamp,
}

/// The subject of a rating, by its index in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SeedSubject {
    /// A practitioner.
    Practitioner(usize),
    /// A centre.
    Centre(usize),
}

/// The distribution of stars: out of 100 ratings, how many give 1, 2, 3, 4 and 5 stars.
const JUDGED: [[usize; 5]; 3] = [[2, 4, 12, 38, 44], [4, 8, 20, 42, 26], [10, 15, 30, 30, 15]];

/// After how many visits in a hundred patients rate the practitioner, and the centre. Where there are few visits, more do, so that
/// most subjects are rated.
const SELDOM: (usize, usize) = (16, 8);
const OFTEN: (usize, usize) = (50, 25);

/// Reviews of practitioners, by stars.
const OF_PRACTITIONERS: [&[&str]; 5] = [
    &[
        "I waited most of an hour and was out again in five minutes.",
        "I did not feel heard.",
        "Two visits, two different answers, and no one could tell me why.",
        "Looked at the screen the whole time.",
    ],
    &[
        "Friendly, but I left with more questions than I came with.",
        "Rushed. Perhaps a bad day.",
        "I had to ask three times what the medicine was for.",
        "Forty minutes late, and no one said a word about it.",
        "Nice enough, but I had to chase my results myself.",
    ],
    &[
        "All right. Knows the subject, but doesn't explain much.",
        "Good advice, long wait.",
        "Did what was needed. Don't expect small talk.",
        "The second visit was much better than the first.",
        "Helpful, although it is hard to get a time before work.",
        "Good for simple things. For my back I went elsewhere.",
        "Competent, a little hurried.",
        "No complaints. It just took several visits to get anywhere.",
    ],
    &[
        "Listened well and explained the choices.",
        "Thorough and kind. The appointment began a little late.",
        "Clear about what to do next, and what not to worry about.",
        "Good with questions. The room was a little cold.",
        "Sensible advice, and a second appointment within the week.",
        "Remembered what we talked about last time, which I liked.",
        "Careful with medicines: asked about everything I take.",
        "Straightforward. I would have liked five minutes more.",
        "Good with my teenager, who doesn't say much.",
        "Sent me on to the right person without a fuss.",
        "Parking is a pain, the visit was not.",
        "Honest that it might take a while. It did, and it worked.",
    ],
    &[
        "Took the time to explain everything, twice where I needed it.",
        "The first person in years who asked the right questions.",
        "On time, calm and very clear. I got a written plan to take home.",
        "Gentle with my nervous mother, and honest with both of us.",
        "I felt taken seriously from the first minute.",
        "Explained my results so well that I could explain them at home.",
        "Rang back the same day, as promised.",
        "Warm, quick and to the point. I have recommended the practice to two friends.",
        "No fuss and no judgement. I wish I had come sooner.",
        "Found in ten minutes what had bothered me since winter.",
        "Speaks my father's language, which made all the difference.",
        "Asked before touching anything and said what came next.",
        "Fitted us in between two others when my son had a fever.",
        "Wrote down the names of everything, so that I could read about it later.",
    ],
];

/// Reviews of centres, by stars.
const OF_CENTRES: [&[&str]; 5] = [
    &["Nobody answered the phone for two days.", "The lift was out of order, and I came in a wheelchair."],
    &[
        "Hard to find, and nowhere to park.",
        "Noisy waiting room, and everyone hears what you say at the desk.",
        "They had my old address again, for the third time.",
    ],
    &[
        "Clean and modern. The waiting room is too small.",
        "Fine once you are past the front desk.",
        "The toilets could be cleaner. The rest is good.",
        "Bus stop outside, but the signs inside are confusing.",
    ],
    &[
        "Easy to reach, and the staff are friendly.",
        "Well organised. Bring a jumper, it is cold inside.",
        "Quick at the desk. A drinking fountain would be nice.",
        "Good for prams. Only one changing table, though.",
        "They rang when the doctor ran late, so I came later, too.",
    ],
    &[
        "Friendly people at the desk, and everything ran on time.",
        "Step-free, bright and quiet. A good place to wait.",
        "They found me a room to sit down in when I felt faint. Thank you.",
        "Blood test, pharmacy and doctor under one roof.",
        "The receptionist sorted out my referral on the spot.",
    ],
];

/// The demo patient's review of the demo practitioner.
const BY_DEMO: (u8, &str) = (5, "Always has time for my questions. My cough was gone within two weeks.");

/// Some patients rate the practitioner they saw, and fewer the centre. After two visits to the same subject, the later rating
/// counts.
pub(super) fn ratings(appointments: &[SeedAppointment], has_many: bool, seed: u64, now: Timestamp) -> Vec<SeedRating> {
    let shares = if has_many { SELDOM } else { OFTEN };
    let mut latest: BTreeMap<(SeedSubject, usize), SeedRating> = BTreeMap::new();
    for (index, visit) in appointments.iter().enumerate() {
        let Some(seen_at) = visit.settled_at.filter(|_| visit.status == Status::Fulfilled) else { continue };
        let rng = &mut Rng::for_thing(seed, RATING, index);
        for (of, share) in
            [(SeedSubject::Practitioner(visit.practitioner), shares.0), (SeedSubject::Centre(visit.centre), shares.1)]
        {
            // Drawn for everyone, so that rating one subject does not affect another.
            let is_rated = rng.percent(share);
            let given = given(rng, of, seed);
            let (is_rated, given) = match (visit.patient, of) {
                (0, SeedSubject::Practitioner(0)) => (true, Some(BY_DEMO)),
                (0, _) => (false, given),
                _ => (is_rated, given),
            };
            let later = SignedDuration::from_mins(rng.between(60, 5 * 24 * 60));
            let rated_at = seen_at.checked_add(later).unwrap_or(now).min(now);
            let Some((stars, review)) = given.filter(|_| is_rated) else { continue };
            let new = SeedRating { patient: visit.patient, of, stars, review, rated_at };
            let stands = latest.entry((of, visit.patient)).or_insert_with(|| new.clone());
            if stands.rated_at < rated_at {
                *stands = new;
            }
        }
    }
    let mut all: Vec<SeedRating> = latest.into_values().collect();
    all.sort_by_key(|rating| (rating.rated_at, rating.of, rating.patient));
    // No two patients write the same about the same subject.
    let mut said = HashSet::new();
    for rating in &mut all {
        if !said.insert((rating.of, rating.review)) {
            rating.review = "";
        }
    }
    all
}

/// Stars and words in this subject's distribution; `None` if it gets no rating.
fn given(rng: &mut Rng, of: SeedSubject, seed: u64) -> Option<(u8, &'static str)> {
    let (kind, place, words) = match of {
        SeedSubject::Practitioner(place) => (PRACTITIONERS_WAY, place, &OF_PRACTITIONERS),
        SeedSubject::Centre(place) => (CENTRES_WAY, place, &OF_CENTRES),
    };
    let way = &mut Rng::for_thing(seed, kind, place);
    let unknown = way.percent(12);
    let judged = &JUDGED[*way.pick(&[0, 0, 0, 0, 1, 1, 1, 2])];
    let choices: [usize; 5] = [0, 1, 2, 3, 4];
    let place = *rng.pick_weighted(&choices, |choice| judged[*choice]);
    let review = rng.pick(words[place]);
    let review = if rng.percent(45) { review } else { "" };
    (!unknown).then_some((u8::try_from(place + 1).unwrap_or(5), review))
}
