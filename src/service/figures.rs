//! The clinic's figures: what the database counts, compared with the hours offered.

mod free;
mod offered;

use std::collections::BTreeMap;

use jiff::civil::Date;

use self::offered::Offered;
use super::{Outcome, Services, authorise, directory::Directory};
use crate::{
    domain::{
        account::Actor,
        appointment::Status,
        figures::{Scope, Weeks},
        ids::PractitionerId,
        policy::{Action, Resource},
        time::Zone,
    },
    error::AppError,
    storage::{
        db::Conn,
        figures::{self, Counted},
    },
};

pub use self::free::ThirdNext;
pub use crate::storage::figures::{By, Cancelled};

/// What became of the appointments of a week, a person or a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Booked for that period, whatever became of them.
    pub booked: i64,
    /// Completed.
    pub fulfilled: i64,
    /// Cancelled.
    pub cancelled: i64,
    /// Missed.
    pub missed: i64,
    /// Seconds taken, counting each group once.
    pub taken: i64,
    /// Seconds offered; `None` where the hours don't tell.
    pub offered: Option<i64>,
}

impl Tally {
    fn add(&mut self, row: &Counted) {
        if row.status.is_empty() {
            self.taken += row.seconds;
            return;
        }
        self.booked += row.count;
        match row.status.parse() {
            Ok(Status::Fulfilled) => self.fulfilled += row.count,
            Ok(Status::Cancelled) => self.cancelled += row.count,
            Ok(Status::Noshow) => self.missed += row.count,
            _ => {}
        }
        if row.status != Status::Cancelled.as_str() {
            self.taken += row.seconds;
        }
    }
}

/// Which of the lists behind the clinic's figures the reader may open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opens {
    /// The waiting list.
    pub waiting: bool,
    /// The reviews.
    pub reviews: bool,
    /// The accounts.
    pub accounts: bool,
    /// An appointment, with its history.
    pub appointments: bool,
}

impl Opens {
    fn of(actor: &Actor) -> Self {
        let may = |action| authorise(actor, action, Resource::Clinic).is_ok();
        Self {
            waiting: may(Action::ManageWaitlist),
            reviews: may(Action::ModerateReviews),
            accounts: may(Action::ManageAccounts),
            appointments: may(Action::SettleAppointments),
        }
    }
}

/// The figures of a period.
#[derive(Debug)]
pub struct Figures {
    /// The period.
    pub weeks: Weeks,
    /// Week by week.
    pub by_week: Vec<Tally>,
    /// The whole period.
    pub all: Tally,
    /// The previous period.
    pub before: Tally,
    /// Parts of the clinic with their names, largest first.
    pub parts: Vec<(Option<i64>, String, Tally)>,
    /// Cancellations by who cancelled, how long before and why, in this period and the previous one.
    pub cancelled: [Vec<Cancelled>; 2],
    /// New patients per week.
    pub new_by_week: Vec<i64>,
    /// New patients, in this period and the previous one.
    pub new_patients: (i64, i64),
    /// The number of ratings per week, with the sum of their stars.
    pub rated_by_week: Vec<(i64, i64)>,
    /// The number of ratings with the sum of their stars, in this period and the previous one.
    pub ratings: ((i64, i64), (i64, i64)),
    /// The number of people on the waiting list.
    pub waiting: i64,
    /// The wait for the third next available slot.
    pub third_next: ThirdNext,
    /// What the reader may open behind the figures; none of the clinic's lists behind a practitioner's own figures.
    pub opens: Opens,
}

/// Which figures to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// A day in the last week; `None` for the last whole week.
    pub last: Option<Date>,
    /// The number of weeks.
    pub weeks: i64,
    /// The part of the clinic.
    pub scope: Scope,
    /// How the figures are broken down.
    pub by: By,
}

/// The time zone for counting: the clinic's own, or that of the selected centre.
#[must_use]
pub fn zone(directory: &Directory, scope: Scope) -> Zone {
    let own = scope.centre.and_then(|id| directory.centre(id));
    own.map_or_else(|| directory.clinic_zone(), |centre| centre.zone.clone())
}

/// The clinic's figures.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn of_clinic(services: &Services, actor: &Actor, question: Question) -> Outcome<Figures> {
    authorise(actor, Action::SeeFigures, Resource::Clinic)?;
    Ok(Figures { opens: Opens::of(actor), ..count(services, question).await? })
}

/// The actor's own figures as a practitioner.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn own(services: &Services, actor: &Actor, question: Question) -> Outcome<Figures> {
    let me = PractitionerId(actor.id().ok_or(AppError::NotSignedIn)?.0);
    authorise(actor, Action::SeeFigures, Resource::Practitioner(me))?;
    let scope = Scope { practitioner: Some(me), ..question.scope };
    count(services, Question { scope, ..question }).await
}

async fn count(services: &Services, question: Question) -> Outcome<Figures> {
    let Question { last, weeks, scope, by } = question;
    let directory = services.directory().await?;
    let now = services.clock.now();
    let weeks = Weeks::ending(&zone(&directory, scope), last, weeks.clamp(1, 53), now);
    let past = weeks.before();
    let mut conn = services.db.read().await?;
    let offered = Offered::load(&mut conn, &directory, &[&past, &weeks], scope).await?;
    let mut by_week = week_tallies(&mut conn, &weeks, scope).await?;
    let mut before = Tally::default();
    for row in figures::counted(&mut conn, By::Centre, &past, scope).await? {
        before.add(&row);
    }
    before.offered = offered.all(0);
    for (week, tally) in by_week.iter_mut().enumerate() {
        tally.offered = offered.of_week(1, week);
    }
    let mut all = by_week.iter().fold(Tally::default(), |sum, one| Tally {
        booked: sum.booked + one.booked,
        fulfilled: sum.fulfilled + one.fulfilled,
        cancelled: sum.cancelled + one.cancelled,
        missed: sum.missed + one.missed,
        taken: sum.taken + one.taken,
        offered: None,
    });
    all.offered = offered.all(1);
    let parts = match by {
        By::Week => Vec::new(),
        _ => parts(&mut conn, &directory, &offered, &weeks, (scope, by)).await?,
    };
    let cancelled =
        [figures::cancelled(&mut conn, &weeks, scope).await?, figures::cancelled(&mut conn, &past, scope).await?];
    let new_by_week = new_in_weeks(&mut conn, &weeks, scope).await?;
    let new_patients = (new_by_week.iter().sum(), new_in_weeks(&mut conn, &past, scope).await?.iter().sum());
    let rated_by_week = rated_in_weeks(&mut conn, &weeks, scope).await?;
    let ratings = (rated(&rated_by_week), rated(&rated_in_weeks(&mut conn, &past, scope).await?));
    let waiting = figures::waiting(&mut conn, scope).await?;
    let third_next = free::third_next(&mut conn, &directory, scope, now).await?;
    Ok(Figures {
        weeks,
        by_week,
        all,
        before,
        parts,
        cancelled,
        new_by_week,
        new_patients,
        rated_by_week,
        ratings,
        waiting,
        third_next,
        opens: Opens::default(),
    })
}

/// New patients per week.
async fn new_in_weeks(conn: &mut Conn, weeks: &Weeks, scope: Scope) -> Outcome<Vec<i64>> {
    let found = figures::new_patients(conn, weeks, scope).await?;
    Ok(weeks.each(found))
}

/// The number of ratings per week, with the sum of their stars.
async fn rated_in_weeks(conn: &mut Conn, weeks: &Weeks, scope: Scope) -> Outcome<Vec<(i64, i64)>> {
    let found = figures::ratings(conn, weeks, scope).await?;
    Ok(weeks.each(found.into_iter().map(|(week, count, stars)| (week, (count, stars)))))
}

/// The total of all weeks.
fn rated(weeks: &[(i64, i64)]) -> (i64, i64) {
    weeks.iter().fold((0, 0), |(count, stars), one| (count + one.0, stars + one.1))
}

async fn week_tallies(conn: &mut Conn, weeks: &Weeks, scope: Scope) -> Outcome<Vec<Tally>> {
    let mut tallies = vec![Tally::default(); usize::try_from(weeks.count()).unwrap_or_default()];
    for row in figures::counted(conn, By::Week, weeks, scope).await? {
        let week = row.key.and_then(|key| usize::try_from(key).ok());
        if let Some(tally) = week.and_then(|week| tallies.get_mut(week)) {
            tally.add(&row);
        }
    }
    Ok(tallies)
}

/// The parts that had appointments, largest first.
async fn parts(
    conn: &mut Conn,
    directory: &Directory,
    offered: &Offered,
    weeks: &Weeks,
    (scope, by): (Scope, By),
) -> Outcome<Vec<(Option<i64>, String, Tally)>> {
    let mut tallies: BTreeMap<Option<i64>, Tally> = BTreeMap::new();
    for row in figures::counted(conn, by, weeks, scope).await? {
        tallies.entry(row.key).or_default().add(&row);
    }
    let mut names: BTreeMap<i64, String> = BTreeMap::new();
    for (key, name) in figures::names(conn, by).await? {
        names.insert(key, name);
    }
    let standard = directory.service(None).map_or_else(String::new, |service| service.name.clone());
    let mut parts: Vec<_> = tallies
        .into_iter()
        .map(|(key, mut tally)| {
            tally.offered = key.and_then(|key| offered.of_part(by, key));
            let name = key.map_or_else(|| standard.clone(), |key| names.remove(&key).unwrap_or_default());
            (key, name, tally)
        })
        .collect();
    parts.sort_by(|one, other| other.2.booked.cmp(&one.2.booked).then_with(|| one.1.cmp(&other.1)));
    Ok(parts)
}
