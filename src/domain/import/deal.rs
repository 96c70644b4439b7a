//! Distributes one set of working hours over several centres. No one can be in two places at once, so each day goes to one centre.

use jiff::civil::Weekday;

use super::{
    PlannedAffiliation, PlannedPractitioner, Source, problem::Problem, relate::Workplace, report::Finding,
    rows::PractitionerRow,
};
use crate::domain::{slot::WeeklyWindow, time::WallMinute};

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// Deals Monday to Friday out in turn: the first centre gets Monday, the second Tuesday, and so on, then the first again.
///
/// More than five centres also use the weekend, and an eighth gets nothing. Returns one entry per centre; hours that end before
/// they start give none.
#[must_use]
pub fn deal_week(starts: WallMinute, ends: WallMinute, centres: usize) -> Vec<Vec<WeeklyWindow>> {
    let days = centres.clamp(5, WEEK.len());
    let mut dealt = vec![Vec::new(); centres];
    for (turn, weekday) in WEEK.into_iter().take(days).enumerate() {
        let Ok(window) = WeeklyWindow::new(weekday, starts, ends) else { continue };
        if let Some(hours) = turn.checked_rem(centres).and_then(|centre| dealt.get_mut(centre)) {
            hours.push(window);
        }
    }
    dealt
}

/// Assigns each practitioner the workplaces of the same row, with the days dealt out.
pub(super) fn affiliate(
    rows: Vec<PractitionerRow>,
    workplaces: Vec<Vec<Workplace>>,
    findings: &mut Vec<Finding>,
) -> Vec<PlannedPractitioner> {
    rows.into_iter()
        .zip(workplaces)
        .map(|(row, workplaces)| {
            let centres = workplaces.len();
            let mut about = |problem| {
                findings.push(Finding {
                    source: Source::Practitioners,
                    line: Some(row.practitioner.account.line),
                    field: Some("startWorkingHours"),
                    problem,
                });
            };
            if centres > 1 {
                about(Problem::DaysDealt { centres });
            }
            if centres > WEEK.len() {
                about(Problem::TooManyCentres { without_hours: centres - WEEK.len() });
            }
            let dealt = deal_week(row.starts, row.ends, centres);
            let affiliations = workplaces
                .into_iter()
                .zip(dealt)
                .map(|(workplace, hours)| PlannedAffiliation { line: workplace.line, centre: workplace.centre, hours })
                .collect();
            PlannedPractitioner { affiliations, ..row.practitioner }
        })
        .collect()
}
