//! Ratings: giving, changing and taking back one's own; reading what others wrote; hiding what should not have been written.

use serde::{Deserialize, Serialize};

use super::{choices::ChoicesView, listing::PlaceView, time_view::TimeView};
use crate::domain::{
    address,
    ids::RatingId,
    rating::{Average, RatingForm, RatingRefusal, ReviewStatus, Subject},
};

/// Something that the reader may rate, or has rated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateableView {
    /// What.
    pub of: Subject,
    /// Its name.
    pub name: String,
    /// How many stars the reader has given it.
    pub stars: Option<u8>,
}

/// The page on which the reader rates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatePageView {
    /// What is rated.
    pub of: Subject,
    /// Its name.
    pub name: String,
    /// What the form begins with: the rating as it is, or what was typed and refused.
    pub form: RatingForm,
    /// Whether the reader has rated it.
    pub is_rated: bool,
    /// Why the clinic has hidden what the reader wrote.
    pub hidden: Option<String>,
    /// Why the reader may not rate it.
    pub refusal: Option<RatingRefusal>,
}

/// What someone wrote. It comes without a name, because a name beside a practitioner's would reveal who was their patient.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReviewView {
    /// 1 to 5.
    pub stars: u8,
    /// The words.
    pub text: String,
    /// `October 2026`.
    pub month: String,
    /// What was answered.
    pub answer: Option<AnswerView>,
    /// What administrators need to hide it, or to show it again.
    pub hiding: Option<HidingView>,
    /// What it takes to answer it, for those who may.
    pub answering: Option<AnsweringView>,
}

/// An answer to a review.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AnswerView {
    /// The name of the practitioner or the centre.
    pub by: String,
    /// The words.
    pub text: String,
    /// `October 2026`.
    pub month: String,
}

/// How a review is answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AnsweringView {
    /// Its key.
    pub id: i64,
    /// When the review was written, UTC seconds, so that the answer is to this text and no newer one.
    pub rated_at: i64,
    /// Whether it can be answered, or its answer changed.
    pub may_write: bool,
    /// Whether there is an answer to be removed.
    pub may_remove: bool,
}

/// What administrators see of a review besides.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HidingView {
    /// Its key.
    pub id: i64,
    /// When it was written, UTC seconds: whoever hides it hides this and nothing newer.
    pub rated_at: i64,
    /// Why it is hidden, where it is.
    pub reason: Option<String>,
}

/// A page of what was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewsView {
    /// Of whom, or of what.
    pub of: Subject,
    /// What all patients think.
    pub average: Average,
    /// What the reader, if they may rate it, has said.
    pub rate: Option<RateableView>,
    /// The latest first.
    pub rows: Vec<ReviewView>,
    /// Which page, from 1.
    pub page: i64,
    /// Whether there are older ones.
    pub more: bool,
}

/// A review among those of whomever and whatever.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LatestReviewView {
    /// Of whom, or of what.
    pub of: Subject,
    /// Its name; empty where it is no longer in the directory.
    pub name: String,
    /// What was written.
    pub review: ReviewView,
}

/// A review with a page of its own, for those who may hide it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedReviewView {
    /// What the list shows of it.
    pub listed: LatestReviewView,
    /// Its key.
    pub id: RatingId,
    /// Where it stands.
    pub status: ReviewStatus,
    /// Who has hidden it, and when, by the clock of the clinic.
    pub hidden: Option<(String, TimeView)>,
}

/// What is asked of the list of what was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReviewListQuery {
    /// The beginnings of words of what was written, or of the practitioner's name.
    pub q: String,
    /// The key of a practitioner.
    pub practitioner: String,
    /// The key of a centre.
    pub centre: String,
    /// How many stars.
    pub stars: String,
    /// Where they stand.
    pub status: String,
    /// The first day on which they were written, `2026-11-24`.
    pub from: String,
    /// The last one.
    pub until: String,
}

impl ReviewListQuery {
    /// The criteria that are used.
    pub fn criteria(&self) -> impl Iterator<Item = &'static str> {
        let Self { q, practitioner, centre, stars, status, from, until } = self;
        let all = [
            ("text", q),
            ("practitioner", practitioner),
            ("centre", centre),
            ("stars", stars),
            ("status", status),
            ("from", from),
            ("until", until),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| name)
    }
}

/// A page of what was written about all subjects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatestReviewsView {
    /// What can be chosen from.
    pub choices: ChoicesView,
    /// The rows.
    pub rows: Vec<LatestReviewView>,
    /// How they are sorted, and what there is before and after them.
    pub place: PlaceView,
}

impl ReviewsView {
    /// The same without what was written.
    #[must_use]
    pub fn without_rows(&self) -> Self {
        let Self { of, average, ref rate, page, more, .. } = *self;
        Self { of, average, rate: rate.clone(), rows: Vec::new(), page, more }
    }
}

/// The page of what is rated.
#[must_use]
pub fn address(subject: Subject) -> String {
    match subject {
        Subject::Practitioner(id) => address::practitioner(id),
        Subject::Centre(id) => address::centre(id),
    }
}

/// Where someone goes who has rated: to the appointment that they came from, else to the page of what is rated.
#[must_use]
pub fn back_to(subject: Subject, appointment: &str) -> String {
    appointment.parse().map_or_else(|_| address(subject), address::appointment::<u32>)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::CentreId;

    #[test]
    fn one_goes_back_to_ones_appointment_and_to_nothing_else_that_an_address_could_name() {
        let centre = Subject::Centre(CentreId(3));
        assert_eq!(back_to(centre, "17"), "/appointments/17");
        for other in ["", "-1", "17/cancel", "//evil.example", "99999999999999999999"] {
            assert_eq!(back_to(centre, other), "/centres/3", "{other}");
        }
    }
}
