//! Converts the no-show forecast to the figures' view.

use jiff::Timestamp;

use super::figures::{few, percent};
use crate::{
    domain::{
        figures::{SMALLEST_GROUP, per_mille},
        forecast::{self, Band, Factor, Forecast, Suggestion, band_ends},
    },
    service::{
        directory::Directory,
        forecast::{Foreseen, Known},
    },
    views::{
        forecast::{BandView, ComingView, ForecastView, LearnedView},
        time_view::TimeView,
    },
    words::{calendar, fixed, listed, number, tr, whole_percent},
};

/// The state of the forecast.
pub fn known(directory: &Directory, known: Known) -> ForecastView {
    let learned = match known {
        Known::TooLittle => None,
        Known::Learned { at, forecast, coming } => Some(learned(directory, at, &forecast, &coming)),
    };
    ForecastView { learned }
}

fn learned(directory: &Directory, at: Timestamp, forecast: &Forecast, coming: &[Foreseen]) -> LearnedView {
    let is_told = forecast.bands.iter().map(|band| band.visits).sum::<i64>() >= SMALLEST_GROUP;
    let score = forecast.score.filter(|_| is_told);
    let odds = |factor: &Factor| (name(*factor).to_owned(), fixed(forecast.model.odds(*factor), 1));
    LearnedView {
        visits: number(forecast.learned_from),
        date: calendar::full_date_at(&directory.clinic_zone(), at),
        bands: band_ends().into_iter().zip(&forecast.bands).map(band).collect(),
        score: score.map(|score| [score.model, score.average].map(|one| fixed(one, 3))),
        factors: Factor::ALL.iter().map(odds).collect(),
        coming: coming.iter().filter_map(|one| self::coming(directory, one)).collect(),
    }
}

/// A small group is counted, and nothing else is shown about it.
fn band(((from, until), band): ((i64, i64), &Band)) -> BandView {
    let is_told = band.visits >= SMALLEST_GROUP;
    let told = |text: String| if is_told { text } else { "\u{2013}".to_owned() };
    let share = per_mille(band.missed, band.visits).filter(|_| is_told);
    BandView {
        forecast: whole_percent(&format!("{from}-{until}")),
        visits: few(band.visits),
        expected: told(format!("{:.0}", band.expected)),
        missed: told(format!("{} ({})", number(band.missed), percent(share))),
        share,
    }
}

/// The forecast for a visit, if its practitioner and centre exist.
fn coming(directory: &Directory, one: &Foreseen) -> Option<ComingView> {
    let visit = one.visit;
    let centre = directory.centre(visit.centre)?;
    let person = directory.practitioner(visit.practitioner)?;
    let when = TimeView::instant(&centre.zone, visit.starts_at);
    let day = &when.day;
    Some(ComingView {
        href: format!(
            "/admin/appointments?when=all&from={day}&until={day}&practitioner={}&centre={}",
            person.id, visit.centre
        ),
        practitioner: person.name.clone(),
        centre: centre.name.clone(),
        chance: whole_percent(&forecast::percent(one.chance).to_string()),
        because: listed(one.because.iter().map(|factor| name(*factor))),
        suggestion: match one.suggestion? {
            Suggestion::Remind => tr!(PracticeForecastRemind),
            Suggestion::Overbook => tr!(PracticeForecastOverbook),
        }
        .to_owned(),
        when,
    })
}

fn name(factor: Factor) -> &'static str {
    match factor {
        Factor::First => tr!(PracticeForecastFirst),
        Factor::MissedSome => tr!(PracticeForecastMissedSome),
        Factor::MissedOften => tr!(PracticeForecastMissedOften),
        Factor::Days => tr!(PracticeForecastDays),
        Factor::Weeks => tr!(PracticeForecastAheadWeeks),
        Factor::Months => tr!(PracticeForecastMonths),
        Factor::ByOther => tr!(PracticeForecastByOther),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_group_is_not_told_apart() {
        let told = |visits, missed| band(((10, 20), &Band { visits, expected: 1.4, missed }));

        assert_eq!(
            (told(4, 2).visits.as_str(), told(4, 2).missed.as_str(), told(4, 2).share),
            ("under 5", "\u{2013}", None)
        );
        assert_eq!((told(5, 2).expected.as_str(), told(5, 2).missed.as_str()), ("1", "2 (40.0%)"));
        assert_eq!(told(5, 2).share, Some(400));
    }
}
