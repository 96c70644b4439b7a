//! Ratings: giving, changing and removing one's own; reading other people's reviews; hiding improper ones.

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
    /// The practitioner or the centre.
    pub of: Subject,
    /// The name of the practitioner or centre.
    pub name: String,
    /// How many stars the reader has given it.
    pub stars: Option<u8>,
}

/// The page on which the reader rates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatePageView {
    /// What is rated.
    pub of: Subject,
    /// The name of the practitioner or centre.
    pub name: String,
    /// The form's initial values: the current rating, or what was typed and refused.
    pub form: RatingForm,
    /// Whether the reader has rated it.
    pub is_rated: bool,
    /// Why the clinic has hidden the reader's review.
    pub hidden: Option<String>,
    /// Why the reader may not rate it.
    pub refusal: Option<RatingRefusal>,
}

/// A review. It has no name, because a name beside a practitioner's would reveal who was their patient.
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
    /// The answer form, for those who may answer.
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

/// The answer form of a review.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AnsweringView {
    /// A `RatingId`.
    pub id: i64,
    /// When the review was written, UTC seconds, so that the answer is to this text and not to a newer one.
    pub rated_at: i64,
    /// Whether it can be answered, or its answer changed.
    pub may_write: bool,
    /// Whether there is an answer to be removed.
    pub may_remove: bool,
}

/// What administrators also see of a review.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HidingView {
    /// A `RatingId`.
    pub id: i64,
    /// When it was written, UTC seconds, so that exactly this text is hidden and not a newer one.
    pub rated_at: i64,
    /// Why it is hidden, if it is.
    pub reason: Option<String>,
}

/// A page of reviews.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewsView {
    /// The subject.
    pub of: Subject,
    /// The average rating.
    pub average: Average,
    /// The reader's own rating, if they may rate it.
    pub rate: Option<RateableView>,
    /// The latest first.
    pub rows: Vec<ReviewView>,
    /// Which page, from 1.
    pub page: i64,
    /// Whether there are older ones.
    pub more: bool,
}

/// A review in a list about various subjects.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LatestReviewView {
    /// The subject.
    pub of: Subject,
    /// Its name; empty if it is no longer in the directory.
    pub name: String,
    /// What was written.
    pub review: ReviewView,
}

/// A review on a page of its own, for those who may hide it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedReviewView {
    /// The review as in the list.
    pub listed: LatestReviewView,
    /// The key that links and forms name it by.
    pub id: RatingId,
    /// Where it stands.
    pub status: ReviewStatus,
    /// Who has hidden it, and when, in the clinic's local time.
    pub hidden: Option<(String, TimeView)>,
}

/// The filters of the list of reviews.
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
    /// The filters in use.
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

/// A page of reviews about all subjects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatestReviewsView {
    /// The choices for the filters.
    pub choices: ChoicesView,
    /// The rows.
    pub rows: Vec<LatestReviewView>,
    /// The sort order, and the previous and next pages.
    pub place: PlaceView,
}

impl ReviewsView {
    /// The section without the reviews.
    #[must_use]
    pub fn without_rows(&self) -> Self {
        let Self { of, average, ref rate, page, more, .. } = *self;
        Self { of, average, rate: rate.clone(), rows: Vec::new(), page, more }
    }
}

/// The subject's page.
#[must_use]
pub fn address(subject: Subject) -> String {
    match subject {
        Subject::Practitioner(id) => address::practitioner(id),
        Subject::Centre(id) => address::centre(id),
    }
}

/// Where people go after rating: to the appointment they came from, or else to the subject's page.
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
