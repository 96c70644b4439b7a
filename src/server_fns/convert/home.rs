//! From use cases' results to what `server_fns::home` returns.

use crate::{
    domain::{
        account::Actor,
        rating::Subject,
        settings::{Activation, Confirmation, PatientList, Registration, Settings, Visibility},
    },
    error::AppError,
    server_fns::convert::{rating, search},
    service::{Services, home, rating::totals::Totals, search::Found},
    views::{
        home::{FeaturedView, HomeView, HouseRulesView},
        time_view::TimeView,
    },
};

pub async fn home(services: &Services, actor: &Actor) -> Result<HomeView, AppError> {
    let directory = match services.directory_for(actor).await.map_err(AppError::from) {
        Ok(directory) => directory,
        Err(AppError::NotSignedIn) => return Ok(HomeView::default()),
        Err(error) => return Err(error),
    };
    let averages = services.averages().await?;
    let found = home::featured(services, &directory).await?;
    let reviews = home::reviews(services, &directory).await?;
    Ok(HomeView {
        facets: Some(search::facets(&directory)),
        featured: found.iter().filter_map(|found| featured(found, &averages)).collect(),
        reviews: reviews.into_iter().map(|review| rating::latest_view(&directory, review, false)).collect(),
    })
}

fn featured(found: &Found<'_>, averages: &Totals) -> Option<FeaturedView> {
    let Found::Practitioner { person, openings: Some(openings), .. } = found else { return None };
    Some(FeaturedView {
        id: person.id.0,
        name: person.name.clone(),
        profession: person.title(),
        suburb: openings.centre.suburb.clone(),
        portrait: person.portrait(),
        rating: averages.of(Subject::Practitioner(person.id)),
        earliest: TimeView::new(&openings.centre.zone, &openings.earliest),
    })
}

pub async fn house_rules(services: &Services) -> Result<HouseRulesView, AppError> {
    let directory = services.directory().await?;
    let settings: &Settings = &directory.settings;
    Ok(HouseRulesView {
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
    })
}
