//! Whether the no-show forecast does any good: the same year of the same practice, once without it and once with its suggestions.
//! Most people nearly always come, and some seldom do; who is which is unknown.

use crate::domain::{
    forecast::{Facts, Group, Model, Suggestion},
    seed::Rng,
};

const KIND: u64 = 78;
const PEOPLE: usize = 300;
/// The number of slots per day, and their length in minutes.
const TIMES: usize = 16;
const MINUTES: i64 = 30;
/// The number of days of the year that are the history to learn from.
const HISTORY: usize = 160;
const DAYS: usize = 240;
/// One person in this many seldom comes.
const SELDOM: usize = 8;
/// How many of a hundred visits they and the others miss, and how much more often both do after more than three weeks.
const MISS: [usize; 2] = [55, 4];
const FORGOTTEN: usize = 6;
/// A reminder prevents about a third of what would be missed (Hasvold and Wootton, 2011).
const REMINDED: usize = 66;

/// The outcome of the slots after the history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attendance {
    /// Minutes in which no one came.
    pub empty: i64,
    /// Minutes for which two people came.
    pub shared: i64,
    /// The number of visits booked, including second ones in a slot.
    pub booked: i64,
    /// The number of reminders sent.
    pub reminded: i64,
}

/// A booking, and its random fate.
#[derive(Clone, Copy)]
struct Booking {
    person: usize,
    days: i64,
    luck: usize,
}

impl Booking {
    fn new(rng: &mut Rng) -> Self {
        Self { person: rng.below(PEOPLE), days: rng.between(0, 40), luck: rng.below(100) }
    }

    fn is_missed(self, reminded: bool) -> bool {
        let usual = MISS[usize::from(!self.person.is_multiple_of(SELDOM))] + if self.days > 21 { FORGOTTEN } else { 0 };
        self.luck < if reminded { usual * REMINDED / 100 } else { usual }
    }
}

/// Each person's number of visits, and of missed ones.
type Past = Vec<(i64, i64)>;

fn facts(past: &Past, booking: Booking) -> Facts {
    let (visits, missed) = past[booking.person];
    Facts { visits, missed, days: booking.days, by_other: false }
}

fn happen(past: &mut Past, booking: Booking, reminded: bool) -> bool {
    let is_missed = booking.is_missed(reminded);
    let (visits, missed) = &mut past[booking.person];
    *visits += 1;
    *missed += i64::from(is_missed);
    !is_missed
}

/// The year without the forecast and with it. The same seed makes the same year, with the same fate for everyone in both.
#[must_use]
pub fn with_and_without(seed: u64) -> [Attendance; 2] {
    let rng = &mut Rng::for_thing(seed, KIND, 0);
    let times: Vec<[Booking; 2]> = (0..DAYS * TIMES).map(|_| [Booking::new(rng), Booking::new(rng)]).collect();
    let (history, rest) = times.split_at(HISTORY * TIMES);
    let mut past: Past = vec![(0, 0); PEOPLE];
    let mut groups = Vec::new();
    for [booking, _] in history {
        let facts = facts(&past, *booking);
        let came = happen(&mut past, *booking, false);
        groups.push(Group { facts, visits: 1, missed: i64::from(!came) });
    }
    [None, Model::train(&groups)].map(|model| attend(rest, past.clone(), model.as_ref()))
}

/// The outcome of some slots, with the suggestions of a model, if there is one.
fn attend(times: &[[Booking; 2]], mut past: Past, model: Option<&Model>) -> Attendance {
    let mut sum = Attendance::default();
    for [booking, second] in times {
        let chance = model.map_or(0.0, |model| model.chance(facts(&past, *booking)));
        let suggestion = Suggestion::of(chance);
        let mut came = i64::from(happen(&mut past, *booking, suggestion.is_some()));
        sum.booked += 1;
        sum.reminded += i64::from(suggestion.is_some());
        if suggestion == Some(Suggestion::Overbook) {
            came += i64::from(happen(&mut past, *second, false));
            sum.booked += 1;
        }
        match came {
            0 => sum.empty += MINUTES,
            1 => {}
            _ => sum.shared += MINUTES,
        }
    }
    sum
}
