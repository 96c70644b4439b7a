//! Converts use cases' results to the views of `server_fns::home`.

use super::{rating, search};
use crate::{
    domain::{
        address,
        rating::Subject,
        settings::{Activation, Confirmation, PatientList, Registration, Settings, Visibility},
    },
    service::{
        directory::Directory,
        rating::{Rating, totals::Totals},
        search::Found,
    },
    views::{
        home::{FeaturedView, HomeView, HouseRulesView, InBriefView, QuoteView},
        rating::{LatestReviewView, ReviewView},
        search::FacetsView,
        time_view::{MomentView, TimeView},
    },
};

/// The front page's contents.
pub fn home(directory: &Directory, averages: &Totals, found: &[Found<'_>], reviews: Vec<Rating>) -> HomeView {
    let FacetsView { professions, suburbs, practitioners, centres, .. } = search::facets(directory);
    HomeView {
        in_brief: Some(InBriefView { professions, suburbs, practitioners, centres }),
        featured: found.iter().filter_map(|found| featured(found, averages)).collect(),
        reviews: reviews.into_iter().map(|review| quote(directory, review)).collect(),
        hero: Vec::new(),
    }
}

fn featured(found: &Found<'_>, averages: &Totals) -> Option<FeaturedView> {
    let Found::Practitioner { person, openings: Some(openings), .. } = found else { return None };
    let when = TimeView::new(&openings.centre.zone, &openings.earliest);
    Some(FeaturedView {
        id: person.id.0,
        name: person.name.clone(),
        profession: person.title(),
        suburb: openings.centre.suburb.clone(),
        portrait: person.portrait(),
        rating: averages.of(Subject::Practitioner(person.id)),
        earliest: MomentView { text: format!("{} {}, {}", when.weekday, when.short_date, when.time), iso: when.iso },
    })
}

fn quote(directory: &Directory, review: Rating) -> QuoteView {
    let LatestReviewView { of, name, review } = rating::latest_view(directory, review, false);
    let href = match of {
        Subject::Practitioner(id) => address::practitioner(id),
        Subject::Centre(id) => address::centre(id),
    };
    let ReviewView { stars, text, month, answer, .. } = review;
    QuoteView { stars, text, month, name, href, answer }
}

/// How the clinic works.
pub fn house_rules(settings: &Settings) -> HouseRulesView {
    HouseRulesView {
        members_only: settings.directory == Visibility::Members,
        registration_open: settings.registration == Registration::Open,
        activation_by_clinic: settings.patient_activation == Activation::Administrator,
        by_approval: settings.confirmation == Confirmation::Approval,
        cancel_cutoff_minutes: settings.cancel_cutoff_minutes,
        horizon_days: settings.horizon_days,
        hold_minutes: settings.hold_minutes,
        administrators_read: settings.administrators_read,
        days_before: settings.treating.before.into(),
        days_after: settings.treating.after.into(),
        finds_all_patients: settings.patient_list == PatientList::Everybody,
        document_megabytes: settings.document_megabytes,
        api_enabled: settings.api_enabled,
        reviews_on_home: settings.ratings_on_home,
        backup_hours: settings.backup_hours,
        backups_kept: settings.backup_keep,
    }
}
