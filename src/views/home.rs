//! The home page, and the clinic's rules as the pages about it state them.

use serde::{Deserialize, Serialize};

use super::{content::Block, rating::AnswerView, time_view::MomentView};
use crate::domain::rating::Average;

/// The front page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeView {
    /// The directory in brief; `None` if it is closed to this reader.
    pub in_brief: Option<InBriefView>,
    /// Practitioners with early free times.
    pub featured: Vec<FeaturedView>,
    /// Reviews by patients.
    pub reviews: Vec<QuoteView>,
    /// The clinic's own text at the top.
    pub hero: Vec<Block>,
}

/// The directory in brief: what there is, and how much of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InBriefView {
    /// Professions with how many practitioners have each.
    pub professions: Vec<(String, u32)>,
    /// Suburbs with how many practitioners work in each.
    pub suburbs: Vec<(String, u32)>,
    /// All practitioners.
    pub practitioners: usize,
    /// All centres.
    pub centres: usize,
}

/// A practitioner on the front page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeaturedView {
    /// A `PractitionerId`.
    pub id: i64,
    /// The practitioner's full name.
    pub name: String,
    /// Their profession.
    pub profession: String,
    /// The suburb of the centre with their earliest time.
    pub suburb: String,
    /// The path of their photo or drawn face.
    pub portrait: String,
    /// Their average rating.
    pub rating: Average,
    /// Their earliest free time: `Tue 24 Nov, 09:30`.
    pub earliest: MomentView,
}

/// A review on the front page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteView {
    /// 1 to 5.
    pub stars: u8,
    /// The words.
    pub text: String,
    /// `October 2026`.
    pub month: String,
    /// The name of whom or what it is about.
    pub name: String,
    /// The address of their page.
    pub href: String,
    /// What was answered.
    pub answer: Option<AnswerView>,
}

/// The clinic's rules, as far as they concern people's data and what they may do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseRulesView {
    /// Whether only members see the directory.
    pub members_only: bool,
    /// Whether visitors may register.
    pub registration_open: bool,
    /// Whether an administrator activates new accounts.
    pub activation_by_clinic: bool,
    /// Whether practitioners approve bookings.
    pub by_approval: bool,
    /// The cut-off for patients to cancel, in minutes before the start.
    pub cancel_cutoff_minutes: u32,
    /// How far ahead people can book, in days.
    pub horizon_days: u16,
    /// How long a chosen time is held, in minutes.
    pub hold_minutes: u16,
    /// Whether administrators can read records.
    pub administrators_read: bool,
    /// How many days before a visit its practitioner can read the record.
    pub days_before: u32,
    /// How many days after it.
    pub days_after: u32,
    /// Whether practitioners can find every patient by name, or only their own.
    pub finds_all_patients: bool,
    /// The maximum size of a document, in million bytes.
    pub document_megabytes: u16,
    /// Whether programs can sign in.
    pub api_enabled: bool,
    /// Whether reviews are shown on the home page.
    pub reviews_on_home: bool,
    /// How often scheduled backups run, in hours; 0 for never.
    pub backup_hours: u16,
    /// How many of these backups are kept.
    pub backups_kept: u16,
}
