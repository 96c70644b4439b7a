//! From use cases' results to what `server_fns::availability` returns.

use crate::{
    domain::{
        account::Actor,
        calendar_view::{local_date, long_date},
        hours_form::{DatedForm, HoursRow, WeeklyForm},
        ids::AffiliationId,
    },
    error::AppError,
    request::{
        context,
        pending::{self, Wanted},
        session, undo,
    },
    server_fns::convert::{closure::affected, time_view::zone_label},
    service::{
        Services,
        hours::{self, HoursChange},
        stranded::{self, Settled},
    },
    views::availability::{DatedView, HoursStateView, HoursView, PlaceHoursView, UndoView},
};

/// Under which the session keeps a form that was refused, for the page that shows it again.
const REFUSED: &str = "refused_hours";
const REFUSED_DATE: &str = "refused_extra_hours";

pub async fn hours(services: &Services, actor: &Actor, typed: bool) -> Result<HoursView, AppError> {
    let (directory, me) = hours::own_hours(services, actor).await?;
    let person = directory.practitioner(me).ok_or(AppError::NotFound)?;
    let refused: Option<WeeklyForm> = session::take_once(REFUSED).await;
    let waiting = match pending::waiting().await.filter(|_| typed).map(|waiting| waiting.wanted) {
        Some(Wanted::Week(form)) => Some(form),
        _ => None,
    };
    let step = directory.services_of(person).map(|service| service.rule.step_minutes()).min().unwrap_or(30);
    let places = person.affiliations.iter().filter_map(|affiliation| {
        let centre = directory.centre(affiliation.centre)?;
        let here = |form: &&WeeklyForm| form.affiliation == affiliation.id.0;
        let refused = refused.as_ref().filter(here);
        let typed = refused.or(waiting.as_ref().filter(here));
        let saved: Vec<_> = affiliation.hours.weekly.iter().map(HoursRow::from).collect();
        Some(PlaceHoursView {
            affiliation: affiliation.id.0,
            centre: centre.name.clone(),
            zone: zone_label(&centre.zone),
            today: local_date(&centre.zone, services.clock.now()).to_string(),
            step,
            rows: typed.map_or_else(|| saved.clone(), WeeklyForm::rows),
            saved,
            refused: refused.is_some(),
        })
    });
    Ok(HoursView { places: places.collect(), extra: session::take_once(REFUSED_DATE).await })
}

pub async fn state(services: &Services, actor: &Actor) -> Result<HoursStateView, AppError> {
    let (directory, me) = hours::own_hours(services, actor).await?;
    let person = directory.practitioner(me).ok_or(AppError::NotFound)?;
    let outside = stranded::outside_hours(services, actor).await?;
    let mut dated = Vec::new();
    for affiliation in &person.affiliations {
        let Some(centre) = directory.centre(affiliation.centre) else { continue };
        let today = local_date(&centre.zone, services.clock.now());
        for window in affiliation.hours.dated.iter().filter(|window| window.date() >= today) {
            let form = DatedForm {
                affiliation: affiliation.id.0,
                date: window.date().to_string(),
                from: window.starts().to_string(),
                to: window.ends().to_string(),
            };
            dated.push(DatedView { centre: centre.name.clone(), long_date: long_date(window.date()), form });
        }
    }
    dated.sort_by(|a, b| (&a.form.date, &a.form.from).cmp(&(&b.form.date, &b.form.from)));
    let week_before = undo::week().await;
    Ok(HoursStateView {
        accepting: person.accepting,
        by_referral: person.requires_referral,
        undo: week_before.map(|form| UndoView { affiliation: form.affiliation, rows: form.rows() }),
        undo_date: undo::date().await,
        dated,
        outside: affected(&outside),
    })
}

/// Saves a week, or keeps it to be asked about. A plain form that is refused is found again by the page.
pub async fn save(services: &Services, actor: &Actor, form: WeeklyForm) -> Result<&'static str, AppError> {
    let saved = pending::ask(services, actor, Wanted::Week(form.clone())).await;
    if matches!(saved, Err(AppError::Invalid(_))) && context::is_plain_form() {
        session::show_once(REFUSED, &form).await?;
    }
    saved
}

pub async fn add_date(services: &Services, actor: &Actor, form: DatedForm) -> Result<(), AppError> {
    let added = try_add_date(services, actor, &form).await;
    if matches!(added, Err(AppError::Invalid(_))) && context::is_plain_form() {
        session::show_once(REFUSED_DATE, &form).await?;
    }
    added
}

async fn try_add_date(services: &Services, actor: &Actor, form: &DatedForm) -> Result<(), AppError> {
    let (directory, me) = hours::own_hours(services, actor).await?;
    let person = directory.practitioner(me).ok_or(AppError::NotFound)?;
    let here = person.affiliations.iter().find(|here| here.id.0 == form.affiliation);
    let centre = here.and_then(|here| directory.centre(here.centre)).ok_or(AppError::NotFound)?;
    let today = local_date(&centre.zone, services.clock.now());
    let window = form.window(today).map_err(AppError::Invalid)?;
    let change = HoursChange::AddDate(window);
    // Hours that are added strand nobody.
    hours::change(services, actor, AffiliationId(form.affiliation), change, &Settled::default()).await?;
    undo::changed_date(form, true).await
}
