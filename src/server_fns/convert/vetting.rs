//! From use cases' results to what `server_fns::vetting` returns.

use super::{
    application::{event, paper, password, sent},
    personnel::{centres, professions},
    time_view::ago,
};
use crate::{
    domain::{
        account::Actor, application::ApplicationStatus, first_hours::FirstHoursForm, ids::ApplicationId,
        practitioner_form::PractitionerForm,
    },
    error::AppError,
    request::{context, session},
    service::{
        Services,
        vetting::{self, Seen},
    },
    views::vetting::{ApplicationRowView, ApplicationsView, VettingView},
};

/// Under which the session keeps a form that was refused, for the page that shows it again.
const REFUSED: &str = "refused_approval";

pub async fn list(services: &Services, actor: &Actor, status: &str, page: i64) -> Result<ApplicationsView, AppError> {
    let page = page.clamp(1, 1_000_000);
    let status = status.parse::<ApplicationStatus>().ok();
    let (found, more, counts) = vetting::list(services, actor, status, page).await?;
    let now = services.clock.now();
    let count = |status: ApplicationStatus| {
        let of = counts.iter().find(|(word, _)| word == status.as_str());
        (status, of.map_or(0, |(_, count)| *count))
    };
    let rows = found.into_iter().map(|one| ApplicationRowView {
        id: one.id.0,
        name: one.full_name,
        profession: one.profession,
        status: one.status,
        sent: ago(one.created_at, now),
        changed: ago(one.changed_at, now),
    });
    Ok(ApplicationsView {
        rows: rows.collect(),
        counts: ApplicationStatus::ALL.map(count).to_vec(),
        status,
        page,
        more,
    })
}

pub async fn seen(services: &Services, actor: &Actor, id: &str) -> Result<VettingView, AppError> {
    let key: ApplicationId = id.parse().map_err(|_| AppError::NotFound)?;
    let seen = vetting::find(services, actor, key).await?;
    let refused: Option<(i64, PractitionerForm, FirstHoursForm)> = session::take_once(REFUSED).await;
    let (form, first) = match refused.filter(|(of, ..)| *of == key.0) {
        Some((_, form, first)) => (form, first),
        None => proposed(&seen),
    };
    let directory = services.directory_for(actor).await?;
    let now = services.clock.now();
    Ok(VettingView {
        id: key.0,
        name: seen.application.full_name.clone(),
        status: seen.application.status,
        invited_by: seen.application.invited_by.clone().unwrap_or_default(),
        sent: sent(&seen.application, &seen.centres),
        events: seen.events.iter().map(|one| event(one, now)).collect(),
        papers: seen.papers.iter().map(paper).collect(),
        form,
        first,
        professions: professions(&directory),
        centres: centres(&directory, None),
        password: password(seen.password),
        may_confirm: seen.may_confirm,
        profile: seen.application.account.map(|account| account.0),
    })
}

/// What an approval would say as things stand: what the applicant sent, at the first centre that they wished for.
fn proposed(seen: &Seen) -> (PractitionerForm, FirstHoursForm) {
    let sent = &seen.application;
    let form = PractitionerForm {
        name: sent.full_name.clone(),
        email: sent.email.clone(),
        phone: sent.phone.clone(),
        profession: sent.profession.clone(),
        expertise: sent.expertise.clone(),
        provider_number: sent.provider_number.clone(),
        qualifications: sent.qualifications.clone(),
        languages: sent.languages.clone(),
        accepting: "yes".to_owned(),
        ..PractitionerForm::default()
    };
    let centre = seen.centres.first().map(|(id, _)| id.to_string()).unwrap_or_default();
    (form, FirstHoursForm { centre, ..FirstHoursForm::usual() })
}

pub async fn approve(
    services: &Services,
    actor: &Actor,
    id: &str,
    form: PractitionerForm,
    first: FirstHoursForm,
) -> Result<(), AppError> {
    let key: ApplicationId = id.parse().map_err(|_| AppError::NotFound)?;
    let approved = vetting::approve(services, actor, key, &form, &first).await.map_err(AppError::from);
    if matches!(approved, Err(AppError::Invalid(_))) && context::is_plain_form() {
        session::show_once(REFUSED, &(key.0, &form, &first)).await?;
    }
    approved.map(drop)
}
