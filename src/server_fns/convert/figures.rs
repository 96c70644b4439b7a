//! Converts use cases' results to the views of `server_fns::figures`.

mod links;
mod numbers;

use jiff::{ToSpan, civil::Date};

pub(super) use self::numbers::{few, percent};
use self::{
    links::{Links, word},
    numbers::{cancelled, days, reasons, stars, told},
};
use super::{
    choices::{own_choices, with_standard},
    time_view::zone_label,
};
use crate::{
    domain::{
        account::Actor,
        figures::{Scope, WEEKS, per_mille},
        ids::PractitionerId,
        visit_kind::STANDARD,
    },
    service::{
        directory::Directory,
        figures::{self, By, Figures, Question, Tally, ThirdNext},
    },
    views::{
        choices::ChoicesView,
        figures::{CardView, CountView, FiguresQuery, FiguresView, PartView, PointView, SeriesView, WeekView},
        forecast::ForecastView,
    },
    words::{calendar, number, tr},
};

/// How many parts are shown unless all are asked for.
const MOST_PARTS: usize = 50;

/// What a list of all bookings, of missed visits and of cancellations asks besides.
const STATUSES: [&str; 3] = ["", "&status=noshow", "&status=cancelled"];

/// The question of a query.
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

/// How many parts a query asks for.
pub fn shown(query: &FiguresQuery) -> usize {
    if query.all == "true" { usize::MAX } else { MOST_PARTS }
}

/// What a practitioner asks about their own figures: these are never by practitioner.
pub fn own_question(query: &FiguresQuery) -> Question {
    let asked = question(query);
    let by = if asked.by == By::Practitioner { By::Service } else { asked.by };
    Question { scope: Scope { practitioner: None, ..asked.scope }, by, ..asked }
}

/// The clinic's figures.
pub fn of_clinic(
    directory: &Directory,
    (question, shown): (Question, usize),
    (found, forecast): (Figures, Option<ForecastView>),
) -> FiguresView {
    let zone = zone_label(&figures::zone(directory, question.scope));
    let choices = with_standard(directory, question.scope.practitioner);
    let told = Told(Links { question, own: None, opens: found.opens });
    FiguresView { forecast, ..told.view(found, zone, choices, shown) }
}

/// A practitioner's own figures.
pub fn own(directory: &Directory, actor: &Actor, (question, shown): (Question, usize), found: Figures) -> FiguresView {
    let zone = zone_label(&figures::zone(directory, question.scope));
    let me = PractitionerId(actor.id().map_or(0, |id| id.0));
    Told(Links { question, own: Some(me), opens: found.opens }).view(found, zone, own_choices(directory, me), shown)
}

/// Renders figures, with links to the lists behind them.
struct Told(Links);

impl Told {
    fn about_new(&self) -> &'static str {
        match (self.0.is_of_part(), self.0.opens_new()) {
            (true, true) => tr!(PracticeNewHereListAbout),
            (true, false) => tr!(PracticeNewHereAbout),
            (false, true) => tr!(PracticeNewAccountsListAbout),
            (false, false) => tr!(PracticeNewAccountsAbout),
        }
    }

    fn about_ratings(&self) -> &'static str {
        if self.0.opens.reviews { tr!(PracticeRatingsListAbout) } else { tr!(PracticeRatingsAbout) }
    }

    /// Weekly numbers, each with its list: `list` returns the one for the days between two dates.
    fn series(
        found: &Figures,
        numbers: impl Iterator<Item = (Option<i64>, String)>,
        list: impl Fn((&str, &str)) -> String,
    ) -> Vec<PointView> {
        let point = |(monday, (value, text)): (Date, (Option<i64>, String))| {
            let href = match value {
                Some(0) => String::new(),
                _ => list((&monday.to_string(), &sunday(monday).to_string())),
            };
            PointView { label: super::time_view::short_date(monday), value, count: CountView { text, href } }
        };
        found.weeks.mondays().zip(numbers).map(point).collect()
    }

    fn new_patients(&self, found: &Figures) -> SeriesView {
        let numbers = told(&found.new_by_week, self.0.opens_new()).into_iter();
        let weeks = Self::series(found, numbers, |dates: (&str, &str)| self.0.new_patients(dates));
        SeriesView { definition: self.about_new().to_owned(), weeks }
    }

    fn ratings(&self, found: &Figures) -> SeriesView {
        let counts: Vec<i64> = found.rated_by_week.iter().map(|(count, _)| *count).collect();
        let numbers = told(&counts, self.0.opens.reviews).into_iter().zip(&found.rated_by_week);
        let numbers = numbers.map(|((value, said), rated)| (value, value.map_or(said, |_| stars(*rated, true))));
        // A profile has no weekly reviews.
        let list = |dates: (&str, &str)| if self.0.own.is_some() { String::new() } else { self.0.reviews(dates) };
        SeriesView { definition: self.about_ratings().to_owned(), weeks: Self::series(found, numbers, list) }
    }

    fn view(&self, found: Figures, zone: String, choices: ChoicesView, shown: usize) -> FiguresView {
        let past = found.weeks.before();
        let period =
            |from: Date, until: Date| tr!(FromTo, from = calendar::full_date(from), to = calendar::full_date(until));
        let (first, last) = (found.weeks.first().to_string(), found.weeks.last().to_string());
        let dates = (first.as_str(), last.as_str());
        let by_week = found.weeks.mondays().zip(&found.by_week).map(|(monday, tally)| {
            let href = |more: &str| match (self.0.own, more) {
                (Some(_), "") => format!("/practitioner?view=week&from={monday}"),
                _ => self.0.href((&monday.to_string(), &sunday(monday).to_string()), more),
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
        // Who cancelled is part of an appointment's history.
        let is_exact = self.0.own.is_some() || self.0.opens.appointments;
        let kind = |kind| self.0.cancelled(dates, kind);
        let reasons = reasons(&found.cancelled, is_exact, kind);
        let by = self.0.question.by;
        let parts = found.parts.iter().take(shown).map(|(key, name, tally)| {
            // Only the standard visit has no key.
            let value = key.map_or_else(|| STANDARD.to_owned(), |key| key.to_string());
            let href = |more: &str| self.0.of_part(dates, &value, more);
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
            all_parts: CountView {
                text: number(found.parts.len()),
                href: if found.parts.len() > shown { self.0.all_parts(&found.weeks) } else { String::new() },
            },
            new_patients: self.new_patients(&found),
            ratings: self.0.question.scope.service.is_none().then(|| self.ratings(&found)),
            cancelled: cancelled(&found.cancelled[0], is_exact, kind),
            cancelled_about: if is_exact { tr!(PracticeWhoCancelled) } else { tr!(PracticeWhoCancelledFew) }.to_owned(),
            reasons_about: if reasons.is_empty() { tr!(PracticeWhyFew) } else { tr!(PracticeWhyAbout) }.to_owned(),
            reasons,
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
        let new = |count: i64| if self.0.opens_new() { number(count) } else { few(count) };
        let mut cards = vec![
            card(
                tr!(PracticeBookings),
                number(all.booked),
                number(before.booked),
                tr!(PracticeBookingsAbout),
                self.0.href(dates, ""),
            ),
            card(
                tr!(PracticeFillRate),
                percent(fill(all)),
                percent(fill(before)),
                tr!(PracticeFillAbout),
                self.0.href(dates, ""),
            ),
            card(
                tr!(PracticeMissed),
                format!("{} ({})", number(all.missed), missed(all)),
                missed(before),
                tr!(PracticeMissedAbout),
                self.0.href(dates, "&status=noshow"),
            ),
            card(
                tr!(PracticeCancellations),
                number(all.cancelled),
                number(before.cancelled),
                tr!(PracticeCancelledAbout),
                self.0.href(dates, "&status=cancelled"),
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
            card(
                tr!(NavWaitingList),
                number(found.waiting),
                String::new(),
                tr!(PracticeWaitingAbout),
                self.0.waiting(),
            ),
            card(
                tr!(PracticeNewPatients),
                new(found.new_patients.0),
                new(found.new_patients.1),
                self.about_new(),
                self.0.new_patients(dates),
            ),
        ];
        if self.0.question.scope.service.is_none() {
            let [now, before] = [found.ratings.0, found.ratings.1].map(|rated| stars(rated, self.0.opens.reviews));
            cards.push(card(tr!(Reviews), now, before, self.about_ratings(), self.0.reviews(dates)));
        }
        cards
    }
}

fn sunday(monday: Date) -> Date {
    monday.saturating_add(6.days())
}

fn fill(tally: &Tally) -> Option<i64> {
    per_mille(tally.taken, tally.offered?)
}
