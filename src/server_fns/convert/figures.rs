//! From use cases' results to what `server_fns::figures` returns.

mod numbers;

use self::numbers::{cancelled, days, stars};
pub(super) use self::numbers::{few, percent};
use super::{choices::with_standard, time_view::zone_label};
use crate::{
    domain::{
        account::Actor,
        figures::{Scope, WEEKS, per_mille},
        ids::PractitionerId,
        visit_kind::{STANDARD, VisitKind},
    },
    request::sought,
    service::{
        directory::Directory,
        figures::{self, By, Figures, Opens, Question, Tally, ThirdNext},
    },
    views::{
        choices::ChoicesView,
        figures::{CardView, CountView, FiguresQuery, FiguresView, PartView, WeekView},
        forecast::ForecastView,
    },
    words::{calendar, number, tr},
};

/// What a list of all bookings, of missed visits and of cancellations asks besides.
const STATUSES: [&str; 3] = ["", "&status=noshow", "&status=cancelled"];

/// What a query asks.
pub fn question(query: &FiguresQuery) -> Question {
    let weeks = query.weeks.parse().ok().filter(|weeks| WEEKS.contains(weeks)).unwrap_or(WEEKS[1]);
    let by = match query.by.as_str() {
        "centre" => By::Centre,
        "service" => By::Service,
        _ => By::Practitioner,
    };
    let scope = Scope {
        practitioner: query.practitioner.parse().ok(),
        centre: query.centre.parse().ok(),
        service: query.service.parse().ok(),
    };
    Question { last: query.last.trim().parse().ok(), weeks, scope, by }
}

/// What a practitioner asks about their own figures: these are never by practitioner.
pub fn own_question(query: &FiguresQuery) -> Question {
    let asked = question(query);
    let by = if asked.by == By::Practitioner { By::Service } else { asked.by };
    Question { scope: Scope { practitioner: None, ..asked.scope }, by, ..asked }
}

fn word(by: By) -> &'static str {
    match by {
        By::Week => "week",
        By::Practitioner => "practitioner",
        By::Centre => "centre",
        By::Service => "service",
    }
}

/// The clinic's figures.
pub fn of_clinic(
    directory: &Directory,
    question: Question,
    (found, forecast): (Figures, Option<ForecastView>),
) -> FiguresView {
    let zone = zone_label(&figures::zone(directory, question.scope));
    let choices = with_standard(directory, question.scope.practitioner);
    let told = Told { question, list: Some("/admin/appointments?when=all"), opens: found.opens };
    FiguresView { forecast, ..told.view(found, zone, choices) }
}

/// A practitioner's own figures.
pub fn own(directory: &Directory, actor: &Actor, question: Question, found: Figures) -> FiguresView {
    let zone = zone_label(&figures::zone(directory, question.scope));
    let mut choices = with_standard(directory, None);
    let me = actor.id().and_then(|id| directory.practitioner(PractitionerId(id.0)));
    if let Some(me) = me {
        choices.centres.retain(|(id, _)| me.affiliations.iter().any(|work| work.centre.0 == *id));
        choices.services.retain(|(id, _)| me.services.iter().any(|own| own.0 == *id));
    }
    Told { question, list: None, opens: found.opens }.view(found, zone, choices)
}

/// How figures are told: with which list of appointments behind them, and what else their reader may open.
struct Told {
    question: Question,
    list: Option<&'static str>,
    opens: Opens,
}

impl Told {
    /// The list of those who wait, as far as they are counted.
    fn waiting(&self) -> String {
        if self.list.is_none() {
            return "/practitioner/waitlist".to_owned();
        }
        if !self.opens.waiting {
            return String::new();
        }
        let Scope { practitioner, centre, service } = self.question.scope;
        // That list cannot be asked for standard visits.
        if service == Some(VisitKind::Standard) {
            return String::new();
        }
        let service = service.and_then(VisitKind::service);
        let [practitioner, centre, service] =
            [practitioner.map(|id| id.0), centre.map(|id| id.0), service.map(|id| id.0)].map(key);
        let asked = [("practitioner", &*practitioner), ("centre", &*centre), ("service", &*service)];
        sought::address("/admin/waitlist", &asked, "")
    }

    /// The list of the ratings with text.
    fn reviews(&self, (from, until): (&str, &str)) -> String {
        let Scope { practitioner, centre, .. } = self.question.scope;
        let [practitioner, centre] = [practitioner.map(|id| id.0), centre.map(|id| id.0)].map(key);
        let asked = [("practitioner", &*practitioner), ("centre", &*centre), ("from", from), ("until", until)];
        sought::address("/admin/reviews", &asked, "")
    }

    /// The list of appointments that a number counts: within dates, and with further criteria.
    fn href(&self, (from, until): (&str, &str), more: &str) -> String {
        let Some(list) = self.list else { return String::new() };
        let Scope { practitioner, centre, service } = self.question.scope;
        let scope = [
            practitioner.map(|id| format!("&practitioner={id}")),
            centre.map(|id| format!("&centre={id}")),
            service.map(|id| format!("&service={id}")),
        ];
        format!("{list}&from={from}&until={until}{}{more}", scope.into_iter().flatten().collect::<String>())
    }

    fn view(&self, found: Figures, zone: String, choices: ChoicesView) -> FiguresView {
        let past = found.weeks.before();
        let period = |from: jiff::civil::Date, until: jiff::civil::Date| {
            tr!(FromTo, from = calendar::full_date(from), to = calendar::full_date(until))
        };
        let (first, last) = (found.weeks.first().to_string(), found.weeks.last().to_string());
        let dates = (first.as_str(), last.as_str());
        let by_week = found.weeks.mondays().zip(&found.by_week).map(|(monday, tally)| {
            let sunday = monday.saturating_add(jiff::ToSpan::days(6));
            let href = |more: &str| match self.list {
                Some(_) => self.href((&monday.to_string(), &sunday.to_string()), more),
                None => format!("/practitioner?view=week&from={monday}"),
            };
            WeekView {
                label: super::time_view::short_date(monday),
                hrefs: STATUSES.map(href),
                booked: tally.booked,
                fill: fill(tally),
                missed: per_mille(tally.missed, tally.missed + tally.fulfilled),
                cancelled: per_mille(tally.cancelled, tally.booked),
            }
        });
        // Who cancelled stands in the history of an appointment.
        let is_exact = self.list.is_none() || self.opens.appointments;
        let by = self.question.by;
        let parts = found.parts.iter().map(|(key, name, tally)| {
            // Only the standard visit has no key.
            let value = key.map_or_else(|| STANDARD.to_owned(), |key| key.to_string());
            let href = |more: &str| self.href(dates, &format!("&{}={value}{more}", word(by)));
            let count = |count: i64, more: &str| CountView {
                text: number(count),
                href: if count == 0 { String::new() } else { href(more) },
            };
            let [all, missed, cancelled] = STATUSES;
            PartView {
                name: if key.is_some() { name.clone() } else { tr!(PracticeStandardVisit, name = name) },
                href: href(all),
                counts: [
                    count(tally.booked, all),
                    count(tally.fulfilled, "&status=fulfilled"),
                    count(tally.cancelled, cancelled),
                    count(tally.missed, missed),
                ],
                fill: percent(fill(tally)),
            }
        });
        FiguresView {
            period: period(found.weeks.first(), found.weeks.last()),
            before: period(past.first(), past.last()),
            zone,
            weeks: found.weeks.count(),
            last: last.clone(),
            cards: self.cards(&found, dates),
            by_week: by_week.collect(),
            by: word(by).to_owned(),
            parts: parts.collect(),
            cancelled: cancelled(&found.cancelled, is_exact),
            cancelled_about: if is_exact { tr!(PracticeWhoCancelled) } else { tr!(PracticeWhoCancelledFew) }.to_owned(),
            forecast: None,
            choices,
        }
    }

    fn cards(&self, found: &Figures, dates: (&str, &str)) -> Vec<CardView> {
        let (all, before) = (&found.all, &found.before);
        let missed = |tally: &Tally| percent(per_mille(tally.missed, tally.missed + tally.fulfilled));
        let card = |name: &str, value: String, before: String, definition: &str, href: String| CardView {
            name: name.to_owned(),
            value,
            before,
            definition: definition.to_owned(),
            href,
        };
        let of_part = self.question.scope != Scope::default() || self.list.is_none();
        let opens_new = !of_part && self.opens.accounts;
        let new = |count: i64| if opens_new { number(count) } else { few(count) };
        let mut cards = vec![
            card(
                tr!(PracticeBookings),
                number(all.booked),
                number(before.booked),
                tr!(PracticeBookingsAbout),
                self.href(dates, ""),
            ),
            card(
                tr!(PracticeFillRate),
                percent(fill(all)),
                percent(fill(before)),
                tr!(PracticeFillAbout),
                String::new(),
            ),
            card(
                tr!(PracticeMissed),
                format!("{} ({})", number(all.missed), missed(all)),
                missed(before),
                tr!(PracticeMissedAbout),
                self.href(dates, "&status=noshow"),
            ),
            card(
                tr!(PracticeCancellations),
                number(all.cancelled),
                number(before.cancelled),
                tr!(PracticeCancelledAbout),
                self.href(dates, "&status=cancelled"),
            ),
            card(
                tr!(PracticeThirdFree),
                match found.third_next {
                    ThirdNext::Days(n) => days(n),
                    ThirdNext::NoOne => tr!(PracticeNoBookings).to_owned(),
                    ThirdNext::TooMany => tr!(PracticeTooManyCalendars).to_owned(),
                },
                String::new(),
                tr!(PracticeThirdFreeAbout),
                String::new(),
            ),
            card(tr!(NavWaitingList), number(found.waiting), String::new(), tr!(PracticeWaitingAbout), self.waiting()),
            card(
                tr!(PracticeNewPatients),
                new(found.new_patients.0),
                new(found.new_patients.1),
                match (of_part, opens_new) {
                    (true, _) => tr!(PracticeNewHereAbout),
                    (false, true) => tr!(PracticeNewAccountsListAbout),
                    (false, false) => tr!(PracticeNewAccountsAbout),
                },
                if opens_new {
                    let (from, until) = dates;
                    format!("/admin/users?role=patient&from={from}&until={until}&sort=-added")
                } else {
                    String::new()
                },
            ),
        ];
        if self.question.scope.service.is_none() {
            let opens = self.opens.reviews;
            cards.push(card(
                tr!(Reviews),
                stars(found.ratings.0),
                stars(found.ratings.1),
                if opens { tr!(PracticeRatingsListAbout) } else { tr!(PracticeRatingsAbout) },
                if opens { self.reviews(dates) } else { String::new() },
            ));
        }
        cards
    }
}

/// A key as in an address.
fn key(key: Option<i64>) -> String {
    key.map_or_else(String::new, |key| key.to_string())
}

fn fill(tally: &Tally) -> Option<i64> {
    per_mille(tally.taken, tally.offered?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ServiceId;

    #[test]
    fn a_number_leads_to_the_rows_that_it_counts_where_its_reader_may_open_them() {
        let scope = Scope {
            practitioner: Some(PractitionerId(7)),
            service: Some(VisitKind::Service(ServiceId(3))),
            ..Scope::default()
        };
        let question = Question { last: None, weeks: 4, scope, by: By::Centre };
        let all = Opens { waiting: true, reviews: true, accounts: true, appointments: true };
        let told = |opens, list| Told { question, list, opens };

        let theirs = told(all, Some("/list?when=all"));
        assert_eq!(theirs.waiting(), "/admin/waitlist?practitioner=7&service=3");
        assert_eq!(
            theirs.reviews(("2026-11-02", "2026-11-29")),
            "/admin/reviews?practitioner=7&from=2026-11-02&until=2026-11-29"
        );
        assert_eq!(told(Opens::default(), Some("/list?when=all")).waiting(), "");
        assert_eq!(told(Opens::default(), None).waiting(), "/practitioner/waitlist");

        let scope = Scope { service: Some(VisitKind::Standard), ..Scope::default() };
        let theirs = Told { question: Question { scope, ..question }, ..told(all, Some("/list?when=all")) };
        assert_eq!(theirs.waiting(), "");
        assert_eq!(
            theirs.href(("2026-11-02", "2026-11-29"), ""),
            "/list?when=all&from=2026-11-02&until=2026-11-29&service=standard"
        );
    }
}
