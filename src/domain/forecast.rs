//! How likely it is that a booked visit is missed: a logistic regression over the few facts known about every booking.
//!
//! Its inputs are whether the patient came before, how long ahead they booked and who booked, and nothing else: no reason, no kind
//! of visit, no age, sex or address. It never decides about anyone. We wrote the regression ourselves, because three dozen readable
//! lines explain more than a library would.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The fewest visits, and missed visits, that a model can learn from.
const LEAST: (i64, i64) = (200, 20);

/// The probability from which a reminder is worthwhile.
const REMIND: f64 = 0.15;

/// The probability from which someone else can be booked for the same slot: an empty slot costs about as much as two people sharing
/// one, and sometimes both come.
const OVERBOOK: f64 = 0.4;

/// The upper ends of the bands in which forecasts are compared with what happened.
const BANDS: [f64; 5] = [0.05, 0.1, 0.2, 0.4, 1.0];

/// What is known about a booking before it takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// How many earlier visits the patient completed or missed.
    pub visits: i64,
    /// How many of these they missed.
    pub missed: i64,
    /// How many whole days ahead it was booked.
    pub days: i64,
    /// Whether someone other than the patient booked it.
    pub by_other: bool,
}

/// A fact about a booking that may make it likelier to be missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Factor {
    /// No visit before.
    First,
    /// Fewer than one in four visits missed, but some.
    MissedSome,
    /// At least one in four visits missed.
    MissedOften,
    /// Booked two days to a week ahead.
    Days,
    /// Booked one to three weeks ahead.
    Weeks,
    /// Booked longer ahead.
    Months,
    /// Booked by someone other than the patient.
    ByOther,
}

impl Factor {
    /// Every factor, in the order of their weights.
    pub const ALL: [Self; 7] =
        [Self::First, Self::MissedSome, Self::MissedOften, Self::Days, Self::Weeks, Self::Months, Self::ByOther];

    /// The name used in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first_visit",
            Self::MissedSome => "missed_some",
            Self::MissedOften => "missed_often",
            Self::Days => "booked_days_ahead",
            Self::Weeks => "booked_weeks_ahead",
            Self::Months => "booked_over_three_weeks_ahead",
            Self::ByOther => "booked_by_someone_else",
        }
    }
}

impl Facts {
    /// The factors that apply. Someone who never missed a visit and booked within two days has none.
    #[must_use]
    pub fn factors(self) -> Vec<Factor> {
        let past = match (self.visits, self.missed) {
            (0, _) => Some(Factor::First),
            (_, 0) => None,
            (visits, missed) if missed * 4 >= visits => Some(Factor::MissedOften),
            _ => Some(Factor::MissedSome),
        };
        let ahead = match self.days {
            ..2 => None,
            2..7 => Some(Factor::Days),
            7..21 => Some(Factor::Weeks),
            _ => Some(Factor::Months),
        };
        [past, ahead, self.by_other.then_some(Factor::ByOther)].into_iter().flatten().collect()
    }
}

/// Visits with the same facts, and how many of them were missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// The facts they share.
    pub facts: Facts,
    /// Completed or missed.
    pub visits: i64,
    /// Missed.
    pub missed: i64,
}

/// The intercept, then a weight for each factor.
type Weights = [f64; 1 + Factor::ALL.len()];

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    weights: Weights,
}

impl Model {
    /// Fits the model to past visits by Newton's method; `None` if there are too few. A slight pull towards zero keeps rare factors
    /// from weighing much, and steps are limited in length so that the iteration cannot diverge.
    #[must_use]
    pub fn train(groups: &[Group]) -> Option<Self> {
        const ROUNDS: usize = 50;
        const LONGEST_STEP: f64 = 1.0;
        let mut by_factors: BTreeMap<Vec<Factor>, (i64, i64)> = BTreeMap::new();
        for group in groups {
            let sum = by_factors.entry(group.facts.factors()).or_default();
            *sum = (sum.0 + group.visits, sum.1 + group.missed);
        }
        let (visits, missed) = by_factors.values().fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
        if visits < LEAST.0 || missed < LEAST.1 || missed == visits {
            return None;
        }
        let mut weights = Weights::default();
        weights[0] = (real(missed) / real(visits - missed)).ln();
        for _ in 0..ROUNDS {
            let mut slope = weights.map(|weight| -weight);
            let mut curve = [Weights::default(); 1 + Factor::ALL.len()];
            (slope[0], curve[0][0]) = (0.0, f64::EPSILON);
            for (place, row) in curve.iter_mut().enumerate().skip(1) {
                row[place] = 1.0;
            }
            for (factors, (visits, missed)) in &by_factors {
                let chance = chance(&weights, factors);
                let spread = real(*visits) * chance * (1.0 - chance);
                for one in places(factors) {
                    slope[one] += real(*missed) - real(*visits) * chance;
                    for other in places(factors) {
                        curve[one][other] += spread;
                    }
                }
            }
            let steps = solve(curve, slope);
            let longest = steps.iter().fold(LONGEST_STEP, |longest, step| longest.max(step.abs()));
            for (weight, step) in weights.iter_mut().zip(steps) {
                *weight += step * LONGEST_STEP / longest;
            }
        }
        weights.iter().all(|weight| weight.is_finite()).then_some(Self { weights })
    }

    /// The probability that a visit is missed, from 0 to 1.
    #[must_use]
    pub fn chance(&self, facts: Facts) -> f64 {
        chance(&self.weights, &facts.factors())
    }

    /// The factors that make it likelier than for a visit with no factors, strongest first.
    #[must_use]
    pub fn reasons(&self, facts: Facts) -> Vec<Factor> {
        let mut reasons: Vec<_> = facts.factors().into_iter().filter(|one| self.odds(*one) > 1.0).collect();
        reasons.sort_by(|one, other| self.odds(*other).total_cmp(&self.odds(*one)));
        reasons
    }

    /// The odds ratio of a factor.
    #[must_use]
    pub fn odds(&self, factor: Factor) -> f64 {
        self.weights[place(factor)].exp()
    }
}

/// What a forecast suggests; the clinic decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// Remind the patient.
    Remind,
    /// Remind the patient, and book someone else for the same slot.
    Overbook,
}

impl Suggestion {
    /// The suggestion for a probability, if any.
    #[must_use]
    pub fn of(chance: f64) -> Option<Self> {
        match chance {
            OVERBOOK.. => Some(Self::Overbook),
            REMIND.. => Some(Self::Remind),
            _ => None,
        }
    }
}

/// Visits with similar forecasts, and how many were missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// The number of visits in the band.
    pub visits: i64,
    /// How many of them were expected to be missed.
    pub expected: f64,
    /// How many were.
    pub missed: i64,
}

/// Brier scores, the mean squared errors of forecasts: 0 is perfect, and lower is better.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The model's.
    pub model: f64,
    /// The score of always forecasting the earlier visits' average.
    pub average: f64,
}

impl Score {
    /// Scores a model on later visits; `None` if there are none.
    fn of(model: &Model, earlier: &[Group], later: &[Group]) -> Option<Self> {
        let sum = |groups: &[Group], count: fn(&Group) -> i64| real(groups.iter().map(count).sum());
        let visits = sum(later, |group| group.visits);
        let average = sum(earlier, |group| group.missed) / sum(earlier, |group| group.visits);
        let mean = |chance: &dyn Fn(&Group) -> f64| {
            let errors = later.iter().map(|group| {
                let chance = chance(group);
                real(group.missed) * (1.0 - chance).powi(2) + real(group.visits - group.missed) * chance.powi(2)
            });
            errors.sum::<f64>() / visits
        };
        (visits > 0.0).then(|| Self { model: mean(&|group| model.chance(group.facts)), average: mean(&|_| average) })
    }
}

/// A model, and how it did on visits that it had not learned from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// It.
    pub model: Model,
    /// How many visits it learned from.
    pub learned_from: i64,
    /// The later visits, grouped by forecast.
    pub bands: [Band; BANDS.len()],
    /// The scores over all of them.
    #[serde(default)]
    pub score: Option<Score>,
}

impl Forecast {
    /// Learns from the earlier visits and is tested on the later ones; `None` if there are too few.
    #[must_use]
    pub fn learn(earlier: &[Group], later: &[Group]) -> Option<Self> {
        let model = Model::train(earlier)?;
        let mut bands = [Band::default(); BANDS.len()];
        for group in later {
            let chance = model.chance(group.facts);
            let band = &mut bands[BANDS.iter().position(|end| chance < *end).unwrap_or(BANDS.len() - 1)];
            band.visits += group.visits;
            band.missed += group.missed;
            band.expected += chance * real(group.visits);
        }
        let score = Score::of(&model, earlier, later);
        Some(Self { model, learned_from: earlier.iter().map(|group| group.visits).sum(), bands, score })
    }
}

/// The bounds of each band, in percent.
#[must_use]
pub fn band_ends() -> [(i64, i64); BANDS.len()] {
    let end = |place: usize| place.checked_sub(1).map_or(0, |before| percent(BANDS[before]));
    std::array::from_fn(|place| (end(place), end(place + 1)))
}

/// A share in whole percent.
#[must_use]
pub fn percent(share: f64) -> i64 {
    (share * 100.0).round() as i64
}

fn place(factor: Factor) -> usize {
    1 + factor as usize
}

/// The indices of the weights that apply: the intercept and the factors.
fn places(factors: &[Factor]) -> impl Iterator<Item = usize> {
    std::iter::once(0).chain(factors.iter().map(|factor| place(*factor)))
}

fn chance(weights: &Weights, factors: &[Factor]) -> f64 {
    let sum: f64 = places(factors).map(|place| weights[place]).sum();
    1.0 / (1.0 + (-sum).exp())
}

fn real(count: i64) -> f64 {
    count as f64
}

/// Solves `matrix * x = right` for a symmetric matrix whose values are all positive, by elimination.
fn solve(mut matrix: [Weights; 1 + Factor::ALL.len()], mut right: Weights) -> Weights {
    for row in 0..right.len() {
        let (above, below) = matrix.split_at_mut(row + 1);
        for (other, place) in below.iter_mut().zip(row + 1..) {
            let share = other[row] / above[row][row];
            other.iter_mut().zip(&above[row]).for_each(|(value, own)| *value -= share * own);
            right[place] -= share * right[row];
        }
    }
    for row in (0..right.len()).rev() {
        let known: f64 = (row + 1..right.len()).map(|column| matrix[row][column] * right[column]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}
