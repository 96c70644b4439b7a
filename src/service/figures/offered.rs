//! How much time practitioners offered, by their current hours.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::{
    domain::{
        closure::SharedClosures,
        directory::Practitioner,
        figures::{Scope, Weeks},
        ids::PractitionerId,
        slot::working_times,
    },
    service::{Outcome, directory::Directory},
    storage::{closure, db::Conn, directory, figures::By},
};

/// Seconds of working hours in some periods.
#[derive(Debug, Default)]
pub struct Offered {
    /// Whether hours say anything about the selection: they don't belong to a kind of visit.
    is_known: bool,
    /// For each period, by week.
    weeks: Vec<Vec<i64>>,
    /// For the last period.
    practitioners: HashMap<i64, i64>,
    centres: HashMap<i64, i64>,
}

impl Offered {
    /// Reads the hours and closures since the first of the periods; the last one is the one shown.
    pub async fn load(conn: &mut Conn, of: &Directory, periods: &[&Weeks], scope: Scope) -> Outcome<Self> {
        let Some(first) = periods.first().filter(|_| scope.service.is_none()) else { return Ok(Self::default()) };
        let people = match scope.practitioner {
            Some(id) => one(conn, id, first.first()).await?,
            None => directory::practitioners(conn, first.first()).await?,
        };
        let empty = |weeks: &&Weeks| vec![0; usize::try_from(weeks.count()).unwrap_or_default()];
        let mut offered = Self { is_known: true, weeks: periods.iter().map(empty).collect(), ..Self::default() };
        let from = periods.iter().map(|weeks| weeks.from()).min().unwrap_or_default();
        let until = periods.iter().map(|weeks| weeks.until()).max().unwrap_or_default();
        let last = periods.len() - 1;
        for person in &people {
            for work in person.affiliations.iter().filter(|one| scope.centre.is_none_or(|id| id == one.centre)) {
                let Some(centre) = of.centre(work.centre) else { continue };
                let mut in_last = 0;
                for time in working_times(&centre.zone, &work.hours, from..until) {
                    let seconds = time.end - time.start;
                    for (period, weeks) in periods.iter().enumerate() {
                        let Some(week) = weeks.of(time.start) else { continue };
                        if let Some(sum) = offered.weeks[period].get_mut(week) {
                            *sum += seconds;
                        }
                        in_last += if period == last { seconds } else { 0 };
                    }
                }
                if in_last > 0 {
                    *offered.practitioners.entry(person.id.0).or_default() += in_last;
                    *offered.centres.entry(centre.id.0).or_default() += in_last;
                }
            }
        }
        Ok(offered)
    }

    /// The total of a period.
    pub fn all(&self, period: usize) -> Option<i64> {
        self.weeks.get(period).filter(|_| self.is_known).map(|weeks| weeks.iter().sum())
    }

    /// The total of one of its weeks.
    pub fn of_week(&self, period: usize, week: usize) -> Option<i64> {
        self.weeks.get(period).filter(|_| self.is_known)?.get(week).copied()
    }

    /// A part's total in the last period.
    pub fn of_part(&self, by: By, key: i64) -> Option<i64> {
        let parts = match by {
            By::Practitioner => &self.practitioners,
            By::Centre => &self.centres,
            By::Week | By::Service => return None,
        };
        self.is_known.then(|| parts.get(&key).copied().unwrap_or_default())
    }
}

/// A practitioner, unless their account is inactive.
async fn one(conn: &mut Conn, id: PractitionerId, from: Date) -> Outcome<Vec<Practitioner>> {
    let shared = SharedClosures::new(closure::shared(conn, from.at(0, 0, 0, 0)).await?);
    let person = directory::person(conn, id, from, &shared).await?;
    Ok(person.map(|person| person.practitioner).into_iter().collect())
}
