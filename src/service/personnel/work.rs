//! Where practitioners work: administrators begin and end it.

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        directory::Changed,
        first_hours::FirstHoursForm,
        form::{Field, FieldError, Problem},
        hours_form::{HoursRow, WeeklyForm},
        ids::{AffiliationId, CentreId, PractitionerId},
        policy::{Action, Resource},
        slot::{Availability, WeeklyWindow, first_clash},
        topic::Topic,
    },
    error::AppError,
    service::{
        By, Outcome, Services,
        administrators::still_administers,
        settings,
        stranded::{Cause, Settled, carry_out, is_open, is_settled},
    },
    storage::{appointment, db::Tx, directory, hours, import as rows, practitioner as stored},
};

/// Makes a practitioner work at another centre.
///
/// # Errors
/// Not allowed, or no longer allowed; not found; every invalid field, such as hours that clash with those elsewhere.
pub async fn add_work(
    services: &Services,
    actor: &Actor,
    id: PractitionerId,
    form: &FirstHoursForm,
) -> Outcome<AffiliationId> {
    let by = services.authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    begin_work(services, by, id, form.parse()?).await
}

/// Makes a practitioner work again where that was ended, with the hours that they had there.
///
/// # Errors
/// The errors of [`add_work`], such as that they already work there again.
pub async fn work_again(services: &Services, actor: &Actor, id: PractitionerId, ended: &Ended) -> Outcome<()> {
    let by = services.authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    let windows = ended.week.windows().map_err(|_| AppError::BadRequest)?;
    begin_work(services, by, id, (ended.centre, windows)).await.map(drop)
}

async fn begin_work(
    services: &Services,
    by: By,
    id: PractitionerId,
    (centre, windows): (CentreId, Vec<WeeklyWindow>),
) -> Outcome<AffiliationId> {
    services
        .change(by, (id, centre, windows), |tx, by, (id, centre, windows)| {
            Box::pin(async move {
                still_administers(tx, &by.actor).await?;
                directory::changed(tx, &[Changed::Practitioner(*id)]).await?;
                stored::find(tx, *id).await?.ok_or(AppError::NotFound)?;
                let begun = begin(tx, *id, *centre, windows, by.at).await?;
                tx.changed(Topic::Calendar(id.account()));
                by.did(tx, Deed::AffiliationAdd, begun);
                Ok(begun)
            })
        })
        .await
}

/// Makes a practitioner work at a centre. Other changes to the directory wait until the transaction ends.
pub(super) async fn begin(
    tx: &mut Tx,
    id: PractitionerId,
    centre: CentreId,
    windows: &[WeeklyWindow],
    now: Timestamp,
) -> Outcome<AffiliationId> {
    let not_a_choice = || FieldError::new(Field::Centre, Problem::NotAChoice);
    let all = directory::centres(tx).await?;
    let place = all.into_iter().find(|one| one.id == centre).ok_or_else(not_a_choice)?;
    let elsewhere = stored::work(tx, id).await?;
    if elsewhere.iter().any(|work| work.centre == centre) {
        return Err(FieldError::new(Field::Centre, Problem::Taken).into());
    }
    let today = now.to_zoned(TimeZone::UTC).date();
    let travel = settings(tx).await?.travel_minutes;
    let ours = Availability::weekly(windows);
    let clashes = elsewhere.iter().any(|work| {
        first_clash((&place.zone, &ours), (&work.zone, &Availability::weekly(&work.weekly)), today, travel).is_some()
    });
    if clashes {
        return Err(FieldError::new(Field::Hours, Problem::Clash).into());
    }
    let begun = rows::add_affiliation(tx, id.account(), centre).await?;
    let begun = begun.ok_or(FieldError::new(Field::Centre, Problem::Taken))?;
    hours::replace(tx, begun, windows).await?;
    Ok(begun)
}

/// Ends a practitioner's work at a centre. Appointments there stay booked until someone moves or cancels them, and must have been
/// seen first; their patients are told as decided. Returns what can be restored: `None` where appointments were left, or there were
/// hours on single dates.
///
/// # Errors
/// Not allowed, or no longer allowed; not found; that an appointment has not been seen.
pub async fn end_work(
    services: &Services,
    actor: &Actor,
    id: PractitionerId,
    affiliation: AffiliationId,
    settled: &Settled,
) -> Outcome<Option<Ended>> {
    let by = services.authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    let end = End { id, affiliation, settled: settled.clone() };
    services.change(by, end, |tx, by, end| Box::pin(end_in(tx, by, end))).await
}

/// Ended work at a centre, with the weekly hours there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// The centre.
    pub centre: CentreId,
    /// The weekly hours.
    pub week: WeeklyForm,
}

struct End {
    id: PractitionerId,
    affiliation: AffiliationId,
    settled: Settled,
}

async fn end_in(tx: &mut Tx, by: &By, end: &End) -> Outcome<Option<Ended>> {
    let End { id, affiliation, settled } = end;
    still_administers(tx, &by.actor).await?;
    // From here on, no booking that relies on the earlier directory can succeed.
    directory::changed(tx, &[Changed::Practitioner(*id)]).await?;
    let work = stored::work(tx, *id).await?;
    let here = work.into_iter().find(|work| work.id == *affiliation).ok_or(AppError::NotFound)?;
    let coming = appointment::of_practitioner(tx, *id, by.at, Timestamp::MAX).await?;
    let coming: Vec<_> = coming.into_iter().filter(|one| is_open(one) && one.centre == here.centre).collect();
    if !is_settled(&coming, settled) {
        return Err(FieldError::new(Field::Affected, Problem::Clash).into());
    }
    let stranded: Vec<_> = coming.into_iter().map(|one| (one, Cause::default())).collect();
    carry_out(tx, by, &stranded, settled.fate).await?;
    let rows: Vec<HoursRow> = here.weekly.iter().map(HoursRow::from).collect();
    let today = by.at.to_zoned(TimeZone::UTC).date();
    let is_whole = stranded.is_empty() && hours::dated_of(tx, *affiliation, today).await?.is_empty();
    stored::end_work(tx, *affiliation).await?;
    tx.changed(Topic::Calendar(id.account()));
    by.did(tx, Deed::AffiliationEnd, *affiliation);
    Ok(is_whole.then(|| Ended { centre: here.centre, week: WeeklyForm::of(affiliation.0, &rows) }))
}
