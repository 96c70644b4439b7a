//! The bars of a week's picture: the effect of dragging or a key on a bar. Times are in minutes since midnight, and everything is
//! pure.

use crate::domain::hours_form::HoursRow;

/// The length of a day in minutes.
pub(super) const DAY: i32 = 24 * 60;

/// One interval of a week. Day 0 is Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bar {
    pub(super) day: i32,
    pub(super) from: i32,
    pub(super) to: i32,
    /// Whether it applies only for a limited time.
    pub(super) is_limited: bool,
}

/// An edit to a bar, relative to its original position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edit {
    /// Moves it by this many minutes and days.
    Move(i32, i32),
    /// Moves its start by this many minutes.
    Start(i32),
    /// Its end.
    End(i32),
    /// Draws it from its start to this minute, before or after.
    DrawTo(i32),
}

impl Bar {
    /// The bar of a form's row, if that holds an interval.
    pub(super) fn of(row: &HoursRow) -> Option<Self> {
        let (from, to) = row.minutes().filter(|(from, to)| from < to)?;
        let day = i32::try_from(row.weekday).ok().filter(|day| (1..=7).contains(day))?;
        let is_limited = !(row.valid_from.is_empty() && row.valid_until.is_empty());
        Some(Self { day: day - 1, from: from.into(), to: to.into(), is_limited })
    }

    /// The bar after an edit: edges snap to multiples of the step, stay within `limits`, and are at least one step apart.
    pub(super) fn edited(self, edit: Edit, step: i32, limits: (i32, i32)) -> Self {
        let snap = |minute: i32| (minute + step / 2).div_euclid(step) * step;
        let (first, last) = limits;
        match edit {
            Edit::Move(minutes, days) => {
                let length = self.to - self.from;
                let from = if minutes == 0 { self.from } else { snap(self.from + minutes) };
                let from = from.min(last - length).max(first);
                Self { day: (self.day + days).clamp(0, 6), from, to: (from + length).min(DAY), ..self }
            }
            Edit::Start(minutes) => {
                Self { from: snap(self.from + minutes).min(self.to - step).max(first.min(self.from)), ..self }
            }
            Edit::End(minutes) => {
                Self { to: snap(self.to + minutes).max(self.from + step).min(last.max(self.to)), ..self }
            }
            Edit::DrawTo(minute) => {
                let (low, high) = (self.from.min(minute), self.from.max(minute));
                let from = low.div_euclid(step) * step;
                let to = (high + step - 1).div_euclid(step) * step;
                Self { from: from.clamp(first, last - step), to: to.max(from + step).min(last), ..self }
            }
        }
    }

    /// `09:00`.
    pub(super) fn starts(self) -> String {
        hhmm(self.from)
    }

    /// `17:00`.
    pub(super) fn ends(self) -> String {
        hhmm(self.to)
    }
}

/// `09:05`.
pub(super) fn hhmm(minutes: i32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The hours of the day that are drawn: those worked, and the usual ones.
pub(super) fn span(bars: impl IntoIterator<Item = Bar>) -> (i32, i32) {
    bars.into_iter().fold((7, 19), |(first, last), bar| (first.min(bar.from / 60), last.max((bar.to + 59) / 60)))
}

/// Where a new interval fits on a day: in the morning, or else after or before the existing ones.
pub(super) fn room_for_one(bars: &[Bar], day: i32, step: i32) -> Option<Bar> {
    let theirs: Vec<_> = bars.iter().filter(|bar| bar.day == day).collect();
    let is_free = |from: i32, to: i32| {
        0 <= from && to <= DAY && from < to && theirs.iter().all(|bar| to <= bar.from || bar.to <= from)
    };
    let last = theirs.iter().map(|bar| bar.to).max().unwrap_or_default();
    let first = theirs.iter().map(|bar| bar.from).min().unwrap_or(DAY);
    let after = (last + step - 1).div_euclid(step) * step;
    let before = first.div_euclid(step) * step;
    let places = [(9 * 60, 12 * 60), (after, (after + 180).min(DAY)), ((before - 180).max(0), before)];
    let (from, to) = places.into_iter().find(|(from, to)| is_free(*from, *to))?;
    Some(Bar { day, from, to, is_limited: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: (i32, i32) = (0, DAY);

    fn bar(from: i32, to: i32) -> Bar {
        Bar { day: 2, from, to, is_limited: false }
    }

    fn edited(bar: Bar, edit: Edit) -> (i32, i32, i32) {
        let after = bar.edited(edit, 30, WHOLE);
        (after.day, after.from, after.to)
    }

    #[test]
    fn the_picture_spans_the_usual_hours_and_all_that_are_worked() {
        let row =
            |weekday, from: &str, to: &str| HoursRow { from: from.into(), to: to.into(), ..HoursRow::empty(weekday) };
        let of = |rows: &[HoursRow]| span(rows.iter().filter_map(Bar::of));

        assert_eq!(of(&[]), (7, 19));
        assert_eq!(of(&[row(1, "06:30", "12:00"), row(7, "20:00", "00:00"), row(2, "09:00", "")]), (6, 24));
    }

    #[test]
    fn what_is_moved_keeps_its_length_and_comes_to_rest_on_the_grid() {
        assert_eq!(edited(bar(540, 720), Edit::Move(44, 0)), (2, 570, 750));
        assert_eq!(edited(bar(550, 720), Edit::Move(30, 0)), (2, 570, 740));
        assert_eq!(edited(bar(550, 720), Edit::Move(0, 1)), (3, 550, 720), "a day on, at its own minute");
        assert_eq!(edited(bar(540, 720), Edit::Move(-6_000, -9)), (0, 0, 180));
        assert_eq!(edited(bar(540, 720), Edit::Move(6_000, 9)), (6, 1_260, 1_440));
    }

    #[test]
    fn an_end_goes_no_further_than_a_step_from_the_other() {
        assert_eq!(edited(bar(540, 720), Edit::End(30)), (2, 540, 750));
        assert_eq!(edited(bar(540, 720), Edit::End(-600)), (2, 540, 570));
        assert_eq!(edited(bar(540, 720), Edit::Start(-44)), (2, 510, 720));
        assert_eq!(edited(bar(540, 720), Edit::Start(600)), (2, 690, 720));
        assert_eq!(edited(bar(540, 720), Edit::End(6_000)), (2, 540, 1_440));
    }

    #[test]
    fn a_bar_is_drawn_down_or_up_from_where_it_began() {
        assert_eq!(edited(bar(610, 610), Edit::DrawTo(700)), (2, 600, 720));
        assert_eq!(edited(bar(610, 610), Edit::DrawTo(500)), (2, 480, 630));
        assert_eq!(edited(bar(610, 610), Edit::DrawTo(610)), (2, 600, 630));
    }

    #[test]
    fn a_new_stretch_finds_room_or_none() {
        let room = |bars: &[Bar]| room_for_one(bars, 2, 30).map(|bar| (bar.from, bar.to));

        assert_eq!(room(&[]), Some((540, 720)));
        assert_eq!(room(&[bar(480, 700)]), Some((720, 900)));
        assert_eq!(room(&[bar(600, 1_440)]), Some((420, 600)));
        assert_eq!(room(&[bar(0, 1_440)]), None);
        assert_eq!(room(&[Bar { day: 3, ..bar(0, 1_440) }]), Some((540, 720)));
    }
}
