//! Lists as files: CSV read and sent in parts, workbooks, and PDF to print.

use axum::{
    extract::{Extension, State},
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    domain::{
        account::Actor,
        list,
        ordering::{Edge, Order},
    },
    error::AppError,
    request::{AppState, extract::Query, identity::Identity},
    server_fns::convert::{
        admin, appointment_list, audit, centre, contact, listing, mail, personnel, rating, referral, vetting, waitlist,
    },
    service::{
        Outcome, Services,
        agenda::{self, Span},
        appointment::AppointmentFilter,
        audit::{AuditFilter, begin_export},
        clinic_logo, desk,
        list_export::{self, List, PAGE},
        sought,
    },
    views::{
        appointment_list::AppointmentQuery, audit::AuditQuery, centre::CentreQuery, contact::InboxQuery,
        mail::LetterQuery, personnel::PersonnelQuery, rating::ReviewListQuery, referral::ReferralQuery,
        time_view::TimeView, vetting::ApplicationQuery, waitlist::WaiterQuery,
    },
    words::{self, Reader, calendar, number, tr},
};

mod making;
mod paper;
mod rows;
mod sort;
mod source;
mod trail;
mod workbook;

use self::{
    making::{MOST_PRINTED, answer, place, print, sheet, table},
    paper::{of_day, of_desk},
    sort::SortQuery,
    source::Source,
};

/// The query of a list that can be exported as files.
pub trait ListQuery: DeserializeOwned + Send {
    /// The base name of its files.
    const NAME: &'static str;

    /// Begins a file, whose criteria are audited without the typed text.
    fn begin(self, sort: SortQuery, services: &Services, actor: &Actor)
    -> impl Future<Output = Outcome<Source>> + Send;
}

/// Audits that a list is exported, and by which criteria.
async fn begin(services: &Services, actor: &Actor, list: List, criteria: Vec<&str>) -> Outcome<()> {
    list_export::begin(services, actor, list, &criteria.join(", ")).await
}

pub(super) type Asked = Vec<(String, String)>;

/// Names parameters that mean nothing to the list: ignoring them would make a file of everything.
pub(super) fn not_understood(list: &str, asked: &[(String, String)]) -> Option<Response> {
    let asked = asked.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let unknown = list::List::parse(list)?.not_understood(asked);
    let names = words::all_of(unknown.iter().map(|name| tr!(Named, text = name)));
    let language = [(header::CONTENT_LANGUAGE, words::language().tag())];
    let refused = || (StatusCode::BAD_REQUEST, language, tr!(PaperNotMade, names = names)).into_response();
    (!unknown.is_empty()).then(refused)
}

/// The matching rows, in the format of the address's ending: CSV, a workbook, or a PDF to print. The first two are in English, for
/// programs; why there is no file is said to the person who asked.
pub async fn file<L: ListQuery>(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(person): Extension<Reader>,
    uri: Uri,
    Query(query): Query<L>,
    Query(sort): Query<SortQuery>,
    Query(asked): Query<Asked>,
) -> Response {
    if let Some(refused) = person.read(|| not_understood(L::NAME, &asked)) {
        return refused;
    }
    let made = async {
        let (services, actor) = (&state.services, &identity.actor);
        let source = query.begin(sort, services, actor).await?;
        match uri.path().rsplit_once('.') {
            Some((_, "csv")) => making::csv(services.clone(), actor.clone(), L::NAME, source).await,
            Some((_, "xlsx")) => making::xlsx(services, actor, L::NAME, source).await,
            _ => making::pdf(services, actor, L::NAME, source).await,
        }
    };
    answer(made.await)
}

impl ListQuery for AppointmentQuery {
    const NAME: &'static str = "appointments";

    async fn begin(self, sort: SortQuery, services: &Services, actor: &Actor) -> Outcome<Source> {
        let query = appointment_list::asked(services, actor, self)?;
        let zone = appointment_list::zone(&*services.directory_for(actor).await?, &query);
        let chosen = sort.only();
        let filter = appointment_list::filter(&query, &sort.whole(), &zone, services.clock.now());
        if let Some(chosen) = chosen {
            begin(services, actor, List::Appointments, vec!["chosen"]).await?;
            let order = Order { by: filter.by, descending: filter.latest_first };
            return Ok(Source::ChosenAppointments((chosen, order)));
        }
        begin(services, actor, List::Appointments, query.criteria().map(|(name, _)| name).collect()).await?;
        Ok(Source::Appointments(AppointmentFilter { edge: Edge::Start, ..filter }))
    }
}

impl ListQuery for AuditQuery {
    const NAME: &'static str = "audit";

    async fn begin(self, sort: SortQuery, services: &Services, actor: &Actor) -> Outcome<Source> {
        let query = audit::asked(services, actor, self)?;
        let zone = services.directory_for(actor).await?.clinic_zone();
        let filter = audit::filter(&query, &sort.whole(), &zone);
        begin_export(services, actor, &filter).await?;
        Ok(Source::Audit(AuditFilter { edge: Edge::Start, limit: PAGE, ..filter }, zone))
    }
}

impl ListQuery for ReferralQuery {
    const NAME: &'static str = "referrals";

    async fn begin(self, sort: SortQuery, services: &Services, actor: &Actor) -> Outcome<Source> {
        let query = referral::asked(services, actor, self)?;
        begin(services, actor, List::Referrals, query.criteria().collect()).await?;
        let zone = services.directory_for(actor).await?.clinic_zone();
        Ok(Source::Referrals(referral::filter(&query, &sort.whole(), &zone)))
    }
}

impl ListQuery for ReviewListQuery {
    const NAME: &'static str = "reviews";

    async fn begin(self, sort: SortQuery, services: &Services, actor: &Actor) -> Outcome<Source> {
        begin(services, actor, List::Reviews, self.criteria().collect()).await?;
        let directory = services.directory_for(actor).await?;
        Ok(Source::Reviews(rating::filter(&self, &sort.whole(), &directory.clinic_zone()), directory))
    }
}

impl ListQuery for InboxQuery {
    const NAME: &'static str = "inbox";

    async fn begin(self, sort: SortQuery, services: &Services, actor: &Actor) -> Outcome<Source> {
        let query = contact::asked(services, actor, self)?;
        begin(services, actor, List::Inbox, query.criteria().collect()).await?;
        let zone = services.directory_for(actor).await?.clinic_zone();
        Ok(Source::Inbox(contact::filter(&query, &sort.whole(), &zone), zone))
    }
}

impl ListQuery for WaiterQuery {
    const NAME: &'static str = "waitlist";

    async fn begin(self, sort: SortQuery, services: &Services, actor: &Actor) -> Outcome<Source> {
        let query = waitlist::asked(services, actor, self)?;
        begin(services, actor, List::Waitlist, query.criteria().collect()).await?;
        let directory = services.directory_for(actor).await?;
        Ok(Source::Waitlist(waitlist::filter(&query, &sort.whole(), &directory.clinic_zone()), directory))
    }
}

impl ListQuery for ApplicationQuery {
    const NAME: &'static str = "applications";

    async fn begin(self, sort: SortQuery, services: &Services, actor: &Actor) -> Outcome<Source> {
        let query = vetting::asked(services, actor, self)?;
        begin(services, actor, List::Applications, query.criteria().collect()).await?;
        let zone = services.directory_for(actor).await?.clinic_zone();
        Ok(Source::Applications(vetting::filter(&query, &sort.whole(), &zone), zone))
    }
}

impl ListQuery for LetterQuery {
    const NAME: &'static str = "letters";

    async fn begin(self, sort: SortQuery, services: &Services, actor: &Actor) -> Outcome<Source> {
        let query = mail::asked(services, actor, self)?;
        begin(services, actor, List::Letters, query.criteria().collect()).await?;
        let zone = services.directory_for(actor).await?.clinic_zone();
        Ok(Source::Letters(mail::filter(&query, &sort.whole(), &zone), zone))
    }
}

impl ListQuery for PersonnelQuery {
    const NAME: &'static str = "practitioners";

    async fn begin(self, sort: SortQuery, services: &Services, actor: &Actor) -> Outcome<Source> {
        begin(services, actor, List::Practitioners, self.criteria().collect()).await?;
        Ok(Source::Practitioners(personnel::filter(&self, &sort.whole())))
    }
}

impl ListQuery for CentreQuery {
    const NAME: &'static str = "centres";

    async fn begin(self, sort: SortQuery, services: &Services, actor: &Actor) -> Outcome<Source> {
        begin(services, actor, List::Centres, self.criteria().collect()).await?;
        Ok(Source::Centres(centre::filter(&self, &sort.whole())))
    }
}

/// The query of the list of users.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct UserQuery {
    q: String,
    role: String,
    status: String,
    from: String,
    until: String,
}

impl ListQuery for UserQuery {
    const NAME: &'static str = "users";

    async fn begin(self, sort: SortQuery, services: &Services, actor: &Actor) -> Outcome<Source> {
        let Self { q, role, status, from, until } = self;
        let chosen = sort.only();
        let q = sought::read(services, actor, &q)?;
        let named = [("text", &q), ("role", &role), ("status", &status), ("from", &from), ("until", &until)];
        let used = named.iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| *name).collect();
        begin(services, actor, List::Users, if chosen.is_some() { vec!["chosen"] } else { used }).await?;
        let zone = services.directory_for(actor).await?.clinic_zone();
        let added = listing::days(&from, &until, &zone);
        let filter = admin::filter(&q, [&role, &status], added, &sort.whole());
        Ok(match chosen {
            Some(chosen) => Source::ChosenUsers((chosen, filter.order)),
            None => Source::Users(filter),
        })
    }
}

/// The query of a practitioner's own patients, which have a fixed order.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PatientQuery {
    q: String,
}

impl ListQuery for PatientQuery {
    const NAME: &'static str = "patients";

    async fn begin(self, _: SortQuery, services: &Services, actor: &Actor) -> Outcome<Source> {
        let named = sought::read(services, actor, &self.q)?;
        let part = if named.is_empty() { "" } else { "text" };
        list_export::begin(services, actor, List::Patients, part).await?;
        Ok(Source::Patients(named, 0))
    }
}

/// The part of a schedule.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ScheduleQuery {
    from: String,
    view: String,
}

/// `/practitioner/schedule.pdf`: the reader's day or week.
pub async fn schedule_pdf(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<ScheduleQuery>,
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
        print("schedule", document).await
    };
    answer(made.await)
}

/// A desk's day with more visits than this is printed in two columns.
const ONE_COLUMN: usize = 36;

/// The day and the desk.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DeskQuery {
    centre: String,
    date: String,
}

/// `/desk/day.pdf`: the patients of a centre's day, small enough for one page.
pub async fn desk_pdf(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<DeskQuery>,
) -> Response {
    let made = async {
        let _place = place().await?;
        let (services, actor) = (&state.services, &identity.actor);
        let centre = match query.centre.as_str() {
            "" => desk::centres(services, actor).await?.first().copied().ok_or(AppError::NotFound)?,
            centre => centre.parse().map_err(|_| AppError::NotFound)?,
        };
        let day = desk::printed(services, actor, centre, query.date.parse::<Date>().ok()).await?;
        let directory = services.directory().await?;
        let name = directory.centre(centre).map(|centre| centre.name.clone()).unwrap_or_default();
        let title = tr!(PaperDeskDay, centre = name, date = calendar::long_date(day.date));
        let made = TimeView::instant(&day.zone, day.now);
        let made = tr!(PaperMoment, date = made.long_date, time = made.time);
        let mut document = sheet(&title, &made, clinic_logo::letterhead(services).await?).compact();
        let in_halves = day.coming().count() > ONE_COLUMN;
        if in_halves {
            document = document.in_halves();
        }
        let (head, mut rows) = of_desk(&day, in_halves);
        if rows.len() > MOST_PRINTED {
            rows.truncate(MOST_PRINTED);
            document.paragraph(&tr!(PaperFirstRows, count = number(MOST_PRINTED)));
        }
        table(&mut document, &head, &rows, tr!(PaperNoAppointments));
        print("day", document).await
    };
    answer(made.await)
}
