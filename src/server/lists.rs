//! Lists as files: CSV that is read and sent a part at a time, workbooks, and PDF to print.

use axum::{
    extract::{Extension, Query, State},
    response::Response,
};
use jiff::civil::Date;
use serde::Deserialize;

use crate::{
    domain::{account::Actor, ordering::Edge, time::Zone},
    request::{AppState, identity::Identity},
    server_fns::convert::{admin, appointment_list, referral},
    service::{
        Outcome, Services,
        agenda::{self, Span},
        appointment::{Appointment, AppointmentFilter, Place},
        clinic_logo,
        list_export::{self, List},
        sought,
    },
    views::{appointment_list::AppointmentQuery, listing::PlaceQuery, referral::ReferralQuery, time_view::TimeView},
    words::{calendar, number, tr},
};

mod making;
mod rows;
mod workbook;

use self::{
    making::{MOST_PRINTED, Source, answer, csv, page_size, print, sheet, table, xlsx},
    rows::{of_day, patient, printed, texts},
};
pub(super) use self::{
    making::{place, workbook_of},
    rows::{Cell, plain},
};

/// The criteria of a list that were used, without what was typed.
fn criteria(query: &AppointmentQuery) -> String {
    query.criteria().map(|(name, _)| name).collect::<Vec<_>>().join(", ")
}

/// How a list that is taken away is sorted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SortQuery {
    sort: String,
}

impl SortQuery {
    /// All of it.
    pub(super) fn whole(self) -> PlaceQuery {
        PlaceQuery { sort: self.sort, ..PlaceQuery::default() }
    }
}

async fn asked(
    services: &Services,
    actor: &Actor,
    query: AppointmentQuery,
    sort: SortQuery,
) -> Outcome<(AppointmentFilter, Zone)> {
    let query = appointment_list::asked(services, actor, query)?;
    let zone = services.directory_for(actor).await?.clinic_zone();
    let filter = appointment_list::filter(&query, &sort.whole(), &zone, services.clock.now());
    list_export::begin(services, actor, List::Appointments, &criteria(&query)).await?;
    Ok((AppointmentFilter { edge: Edge::Start, ..filter }, zone))
}

/// `/admin/appointments/appointments.csv`: the appointments that match a query.
pub async fn appointments_csv(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<AppointmentQuery>,
    Query(sort): Query<SortQuery>,
) -> Response {
    let made = async {
        let (filter, _) = asked(&state.services, &identity.actor, query, sort).await?;
        csv(state.services.clone(), identity.actor, "appointments.csv", Source::Appointments(filter)).await
    };
    answer(made.await)
}

/// `/admin/appointments/appointments.xlsx`: the same as a workbook.
pub async fn appointments_xlsx(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<AppointmentQuery>,
    Query(sort): Query<SortQuery>,
) -> Response {
    let made = async {
        let (services, actor) = (&state.services, &identity.actor);
        let (filter, _) = asked(services, actor, query, sort).await?;
        xlsx(services, actor, "appointments.xlsx", Source::Appointments(filter)).await
    };
    answer(made.await)
}

/// `/admin/appointments/appointments.pdf`: the same to print, such as a centre's day.
pub async fn appointments_pdf(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<AppointmentQuery>,
    Query(sort): Query<SortQuery>,
) -> Response {
    let made = async {
        let _place = place().await?;
        let services = &state.services;
        let (mut filter, zone) = asked(services, &identity.actor, query, sort).await?;
        let mut found: Vec<Appointment> = Vec::new();
        loop {
            let page = list_export::appointments(services, &identity.actor, &filter).await?;
            let is_last = page.len() < page_size();
            filter.place = page.last().map(|last| Place::of(last, filter.by));
            found.extend(page);
            if is_last || found.len() >= MOST_PRINTED {
                break;
            }
        }
        let made = TimeView::instant(&zone, services.clock.now());
        let mut document = sheet(tr!(PaperAppointments), &made.long_date, clinic_logo::letterhead(services).await?);
        if found.len() >= MOST_PRINTED {
            found.truncate(MOST_PRINTED);
            document.paragraph(&tr!(PaperFirstAppointments, count = number(MOST_PRINTED)));
        }
        let rows: Vec<Vec<String>> = found.iter().map(printed).collect();
        let head = [tr!(When), tr!(Patient), tr!(PaperPractitioner), tr!(Centre), tr!(Status)];
        table(&mut document, &head, &rows, tr!(PaperNoneMatch));
        print("appointments.pdf", document).await
    };
    answer(made.await)
}

/// Begins a file of the referrals that match a query.
async fn referrals(services: &Services, actor: &Actor, query: ReferralQuery, sort: SortQuery) -> Outcome<Source> {
    let query = referral::asked(services, actor, query)?;
    let part = query.criteria().collect::<Vec<_>>().join(", ");
    list_export::begin(services, actor, List::Referrals, &part).await?;
    let zone = services.directory_for(actor).await?.clinic_zone();
    Ok(Source::Referrals(referral::filter(&query, &sort.whole(), &zone)))
}

/// `/admin/referrals/referrals.csv`: the referrals that match a query.
pub async fn referrals_csv(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<ReferralQuery>,
    Query(sort): Query<SortQuery>,
) -> Response {
    let made = async {
        let source = referrals(&state.services, &identity.actor, query, sort).await?;
        csv(state.services.clone(), identity.actor, "referrals.csv", source).await
    };
    answer(made.await)
}

/// `/admin/referrals/referrals.xlsx`: the same as a workbook.
pub async fn referrals_xlsx(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<ReferralQuery>,
    Query(sort): Query<SortQuery>,
) -> Response {
    let made = async {
        let source = referrals(&state.services, &identity.actor, query, sort).await?;
        xlsx(&state.services, &identity.actor, "referrals.xlsx", source).await
    };
    answer(made.await)
}

/// What is asked of the list of users.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct UserQuery {
    q: String,
    role: String,
    status: String,
    sort: String,
}

impl UserQuery {
    /// Begins a file of them.
    async fn begin(self, services: &Services, actor: &Actor) -> Outcome<Source> {
        let Self { q, role, status, sort } = self;
        let q = sought::read(services, actor, &q)?;
        let named = [("text", &q), ("role", &role), ("status", &status)];
        let part: Vec<&str> = named.iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| *name).collect();
        list_export::begin(services, actor, List::Users, &part.join(", ")).await?;
        Ok(Source::Users(admin::filter(&q, &role, &status, &SortQuery { sort }.whole())))
    }
}

/// `/admin/users/users.csv`: the users that match a query.
pub async fn users_csv(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<UserQuery>,
) -> Response {
    let made = async {
        let source = query.begin(&state.services, &identity.actor).await?;
        csv(state.services.clone(), identity.actor, "users.csv", source).await
    };
    answer(made.await)
}

/// `/admin/users/users.xlsx`: the same as a workbook.
pub async fn users_xlsx(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<UserQuery>,
) -> Response {
    let made = async {
        let source = query.begin(&state.services, &identity.actor).await?;
        xlsx(&state.services, &identity.actor, "users.xlsx", source).await
    };
    answer(made.await)
}

/// What is asked of a practitioner's lists.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OwnQuery {
    q: String,
    from: String,
    view: String,
}

/// `/practitioner/patients/patients.csv`: the reader's patients.
pub async fn patients_csv(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<OwnQuery>,
) -> Response {
    let made = async {
        let actor = identity.actor;
        let named = sought::read(&state.services, &actor, &query.q)?;
        list_export::begin(&state.services, &actor, List::Patients, "csv").await?;
        csv(state.services.clone(), actor, "patients.csv", Source::Patients(named, 0)).await
    };
    answer(made.await)
}

/// `/practitioner/patients/patients.xlsx`: the same as a workbook.
pub async fn patients_xlsx(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<OwnQuery>,
) -> Response {
    let made = async {
        let (services, actor) = (&state.services, &identity.actor);
        let named = sought::read(services, actor, &query.q)?;
        list_export::begin(services, actor, List::Patients, "xlsx").await?;
        xlsx(services, actor, "patients.xlsx", Source::Patients(named, 0)).await
    };
    answer(made.await)
}

/// `/practitioner/patients/patients.pdf`: the same to print.
pub async fn patients_pdf(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<OwnQuery>,
) -> Response {
    let made = async {
        let _place = place().await?;
        let (services, actor) = (&state.services, &identity.actor);
        let named = sought::read(services, actor, &query.q)?;
        list_export::begin(services, actor, List::Patients, "pdf").await?;
        let found = list_export::patients(services, actor, &named, 0).await?;
        let zone = services.directory_for(actor).await?.clinic_zone();
        let made = TimeView::instant(&zone, services.clock.now());
        let mut document = sheet(tr!(PaperPatients), &made.long_date, clinic_logo::letterhead(services).await?);
        if found.len() >= page_size() {
            document.paragraph(&tr!(PaperFirstPatients, count = number(found.len())));
        }
        let rows: Vec<Vec<String>> = found.into_iter().map(|one| texts(&patient(one))).collect();
        let head = [tr!(PaperPatientName), tr!(PaperNumber), tr!(PaperBorn), tr!(PaperLastVisit), tr!(PaperNextVisit)];
        table(&mut document, &head, &rows, tr!(PaperNoPatients));
        print("patients.pdf", document).await
    };
    answer(made.await)
}

/// `/practitioner/schedule.pdf`: the reader's day or week.
pub async fn schedule_pdf(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<OwnQuery>,
) -> Response {
    let made = async {
        let _place = place().await?;
        let (services, actor) = (&state.services, &identity.actor);
        let span = if query.view == "week" { Span::Week } else { Span::Day };
        list_export::begin(services, actor, List::Schedule, if span == Span::Week { "week" } else { "day" }).await?;
        let found = agenda::of_practitioner(services, actor, span, query.from.parse::<Date>().ok()).await?;
        let made = TimeView::instant(&found.zone, found.now);
        let title = if span == Span::Week { tr!(PaperWeek) } else { tr!(PaperDay) };
        let made = tr!(PaperMoment, date = made.long_date, time = made.time);
        let mut document = sheet(title, &made, clinic_logo::letterhead(services).await?);
        for day in found.days {
            document.heading(&calendar::long_date(day.date));
            let standing = day.appointments.iter().filter(|one| one.status.holds_its_time());
            let rows: Vec<Vec<String>> = standing.map(of_day).collect();
            let head = [tr!(PaperTime), tr!(Patient), tr!(PaperVisit), tr!(Centre), tr!(Status)];
            table(&mut document, &head, &rows, tr!(PaperNoAppointments));
        }
        print("schedule.pdf", document).await
    };
    answer(made.await)
}
