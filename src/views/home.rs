//! The front page, and what the pages about the clinic say of how it works.

use serde::{Deserialize, Serialize};

use super::{content::Block, rating::LatestReviewView, search::FacetsView, time_view::TimeView};
use crate::domain::rating::Average;

/// The front page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeView {
    /// What can be searched for; nothing where the directory is not for this reader.
    pub facets: Option<FacetsView>,
    /// Who can be seen soon.
    pub featured: Vec<FeaturedView>,
    /// What patients have written.
    pub reviews: Vec<LatestReviewView>,
    /// The clinic's own words at its head.
    pub hero: Vec<Block>,
}

/// A practitioner on the front page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeaturedView {
    /// Their key.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Their profession.
    pub profession: String,
    /// The suburb of the centre with their earliest time.
    pub suburb: String,
    /// Address of their photo or drawn face.
    pub portrait: String,
    /// What patients think of them.
    pub rating: Average,
    /// Their earliest free time.
    pub earliest: TimeView,
}

/// How the clinic works, as far as it concerns people's data and what they may do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseRulesView {
    /// Whether only members see the directory.
    pub members_only: bool,
    /// Whether visitors may make an account.
    pub registration_open: bool,
    /// Whether an administrator activates new accounts.
    pub activation_by_clinic: bool,
    /// Whether practitioners approve bookings.
    pub by_approval: bool,
    /// Minutes before the start until which patients may cancel.
    pub cancel_cutoff_minutes: u32,
    /// How far ahead one may book, in days.
    pub horizon_days: u16,
    /// How long a chosen time is held, in minutes.
    pub hold_minutes: u16,
    /// Whether administrators can read records.
    pub administrators_read: bool,
    /// From how many days before a visit its practitioner can read the record.
    pub days_before: u32,
    /// Until how many days after.
    pub days_after: u32,
    /// Whether practitioners find every patient by name, or only their own.
    pub finds_all_patients: bool,
    /// How large a document may be, in millions of bytes.
    pub document_megabytes: u16,
    /// Whether programs can sign in.
    pub api_enabled: bool,
    /// Whether reviews may stand on the front page.
    pub reviews_on_home: bool,
    /// How often everything is backed up, in hours; 0 for never by itself.
    pub backup_hours: u16,
    /// How many of these backups are kept.
    pub backups_kept: u16,
}
