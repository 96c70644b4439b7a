//! Ratings: a patient's opinion of a practitioner or a centre, in 1 to 5 stars and perhaps a few words, and who may rate.

#[cfg(test)]
mod tests;

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{
    appointment::Status,
    form::{self, Field, FieldError, Problem, Problems},
    ids::{CentreId, PractitionerId},
};

/// The maximum length of a review, in characters.
pub const LONGEST_REVIEW: usize = 1_000;
/// The maximum length of an answer, in characters.
pub const LONGEST_ANSWER: usize = 1_000;
/// For how many hours an answer can be changed.
pub const ANSWER_HOURS: i64 = 24;

/// Whether an answer given at an instant can still be changed now.
#[must_use]
pub fn may_still_change(given_at: Timestamp, now: Timestamp) -> bool {
    now < given_at + SignedDuration::from_hours(ANSWER_HOURS)
}

/// Who or what is rated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Someone who gives care.
    Practitioner(PractitionerId),
    /// A place.
    Centre(CentreId),
}

impl Subject {
    /// Parses a word, `practitioner` or `centre`, and a key.
    #[must_use]
    pub fn parse(kind: &str, id: &str) -> Option<Self> {
        match kind {
            "practitioner" => id.parse().map(Self::Practitioner).ok(),
            "centre" => id.parse().map(Self::Centre).ok(),
            _ => None,
        }
    }

    /// The word that [`Subject::parse`] reads.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Practitioner(_) => "practitioner",
            Self::Centre(_) => "centre",
        }
    }

    /// The key within its kind.
    #[must_use]
    pub fn id(self) -> i64 {
        match self {
            Self::Practitioner(id) => id.0,
            Self::Centre(id) => id.0,
        }
    }
}

/// A whole number of stars, 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stars(u8);

impl Stars {
    /// Every choice, fewest stars first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// This many stars; `None` outside 1 to 5.
    #[must_use]
    pub fn new(stars: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| i64::from(choice.0) == stars)
    }

    /// Parses what a form sent.
    ///
    /// # Errors
    /// [`Problem::Missing`] or [`Problem::NotAChoice`].
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let problem = match text.trim() {
            "" => Problem::Missing,
            text => match text.parse().ok().and_then(Self::new) {
                Some(stars) => return Ok(stars),
                None => Problem::NotAChoice,
            },
        };
        Err(FieldError::new(Field::Stars, problem))
    }

    /// How many.
    #[must_use]
    pub fn count(self) -> u8 {
        self.0
    }
}

/// The state of a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, VariantArray, IntoStaticStr, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum ReviewStatus {
    /// It has no answer.
    Unanswered,
    /// It has been answered.
    Answered,
    /// It is hidden from other people.
    Hidden,
}

impl ReviewStatus {
    /// Every one.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The state of a review, by whether it is hidden and has an answer.
    #[must_use]
    pub fn of(is_hidden: bool, is_answered: bool) -> Self {
        match (is_hidden, is_answered) {
            (true, _) => Self::Hidden,
            (false, true) => Self::Answered,
            (false, false) => Self::Unanswered,
        }
    }

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// All ratings of a subject in total, stored as two whole numbers so that the mean is never rounded on the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Average {
    /// How many patients have rated.
    pub ratings: u32,
    /// All their stars.
    pub stars: u32,
}

impl Average {
    /// The unrounded mean, 1.0 to 5.0; `None` if there are no ratings.
    #[must_use]
    pub fn mean(self) -> Option<f64> {
        (self.ratings > 0).then(|| f64::from(self.stars) / f64::from(self.ratings))
    }

    /// The mean in tenths, 43 for 4.3; a half is rounded up. `None` if there are no ratings.
    #[must_use]
    pub fn tenths(self) -> Option<i64> {
        let (ratings, stars) = (i64::from(self.ratings), i64::from(self.stars));
        (stars * 20 + ratings).checked_div(ratings * 2)
    }
}

/// `ratings.eligibility`: whom a patient may rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eligibility {
    /// Any practitioner or centre.
    Any,
    /// Those with whom, or where, they have an appointment that was not cancelled.
    Booked,
    /// Those with whom, or where, they have completed a visit.
    Fulfilled,
}

impl Eligibility {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Booked => "booked",
            Self::Fulfilled => "fulfilled",
        }
    }
}

impl FromStr for Eligibility {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        [Self::Any, Self::Booked, Self::Fulfilled].into_iter().find(|choice| choice.as_str() == s).ok_or(())
    }
}

/// The closest contact that a patient has had with a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Acquaintance {
    /// None, or only cancelled appointments.
    None,
    /// An appointment.
    Booked,
    /// A completed visit.
    Seen,
}

impl Acquaintance {
    /// The closest contact that the statuses of all their appointments show.
    #[must_use]
    pub fn of(appointments: impl IntoIterator<Item = Status>) -> Self {
        let each = appointments.into_iter().map(|status| match status {
            Status::Fulfilled => Self::Seen,
            Status::Cancelled | Status::EnteredInError => Self::None,
            Status::Pending | Status::Booked | Status::Arrived | Status::CheckedIn | Status::Noshow => Self::Booked,
        });
        each.max().unwrap_or(Self::None)
    }
}

/// Why someone may not rate a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RatingRefusal {
    /// It is themselves, or a centre where they work.
    Own,
    /// The clinic requires an appointment, and there is none.
    NotBooked,
    /// The clinic requires a completed visit, and there is none.
    NotSeen,
}

/// Whether a patient may rate a subject. `is_own` means that the subject is the patient, or a centre where the patient works.
///
/// # Errors
/// The reason why not.
pub fn may_rate(eligibility: Eligibility, known: Acquaintance, is_own: bool) -> Result<(), RatingRefusal> {
    match eligibility {
        _ if is_own => Err(RatingRefusal::Own),
        Eligibility::Booked if known < Acquaintance::Booked => Err(RatingRefusal::NotBooked),
        Eligibility::Fulfilled if known < Acquaintance::Seen => Err(RatingRefusal::NotSeen),
        _ => Ok(()),
    }
}

/// A rating as submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RatingForm {
    /// `1` to `5`.
    pub stars: String,
    /// Further comments; may be empty.
    pub review: String,
}

/// A validated rating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRating {
    /// How many stars.
    pub stars: Stars,
    /// At most [`LONGEST_REVIEW`] characters; may be empty.
    pub review: String,
}

impl RatingForm {
    /// Validates the form.
    ///
    /// # Errors
    /// Each field's problem.
    pub fn parse(&self) -> Result<NewRating, Vec<FieldError>> {
        let mut problems = Problems::default();
        let stars = problems.keep(Stars::parse(&self.stars));
        let review = problems.keep(form::text(Field::Review, &self.review, 0, LONGEST_REVIEW));
        match (stars, review) {
            (Some(stars), Some(review)) => Ok(NewRating { stars, review }),
            _ => Err(problems.into_vec()),
        }
    }
}
