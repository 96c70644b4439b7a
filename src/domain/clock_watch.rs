//! Whether the clock can be trusted before doing anything irreversible. A changed clock shows in its distance from where it was
//! last seen, minutes ago. Automatic deletions and expiries then wait for as long as the clock moved, a day at most: deadlines get
//! that time back, and a wrong clock can be corrected. What people do follows the clock at once. A server that was stopped for a
//! while cannot be told from a changed clock, and waits in the same way.

/// How far a clock may be from where it was last seen, in seconds. It is checked every minute.
const TOLERANCE: i64 = 10 * 60;
const LONGEST: i64 = 24 * 3_600;

/// How far a clock may move without holding reminders back, and by how much they wait less: most stopped servers are back the next
/// morning, and patients who are reminded late may miss a visit.
const HALF_DAY: i64 = LONGEST / 2;

/// What is known about the clock, in UTC seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClockWatch {
    /// When it was last checked; 0 for never.
    pub seen_at: i64,
    /// Until when it is not trusted.
    pub settles_at: i64,
}

impl ClockWatch {
    /// How far the clock has moved since it was last checked, in seconds, if that is more than the tolerance.
    #[must_use]
    pub fn moved(self, now: i64) -> Option<i64> {
        let by = now.saturating_sub(self.seen_at);
        (self.seen_at != 0 && by.saturating_abs() > TOLERANCE).then_some(by)
    }

    /// Whether expired data may be deleted.
    #[must_use]
    pub fn is_steady(self, now: i64) -> bool {
        self.moved(now).is_none() && self.settles_at <= now
    }

    /// Whether reminders may be sent.
    #[must_use]
    pub fn may_remind(self, now: i64) -> bool {
        self.moved(now).is_none_or(|by| by.saturating_abs() <= HALF_DAY) && self.settles_at - HALF_DAY <= now
    }

    /// The state after checking the clock again.
    #[must_use]
    pub fn look(self, now: i64) -> Self {
        let settles_at = self.settles_at.min(now + LONGEST);
        let wait = self.moved(now).map(|by| by.saturating_abs().min(LONGEST));
        Self { seen_at: now, settles_at: wait.map_or(settles_at, |wait| settles_at.max(now + wait)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_381_200;
    const YEAR: i64 = 365 * LONGEST;

    /// Checks every minute, from one instant to another.
    fn watched(mut watch: ClockWatch, from: i64, until: i64) -> ClockWatch {
        for now in (from..=until).step_by(60) {
            watch = watch.look(now);
        }
        watch
    }

    #[test]
    fn a_clock_that_runs_is_steady_from_the_first_time_on() {
        assert!(ClockWatch::default().is_steady(NOW), "no one has looked yet");
        assert!(ClockWatch::default().look(NOW).is_steady(NOW));

        let watch = watched(ClockWatch::default(), NOW, NOW + LONGEST);

        assert!(watch.is_steady(NOW + LONGEST + TOLERANCE));
    }

    #[test]
    fn a_clock_that_is_set_is_trusted_again_after_as_long_as_it_moved_and_a_day_at_most() {
        for (moved, wait) in [(TOLERANCE + 1, TOLERANCE + 1), (3_600, 3_600), (2 * YEAR, LONGEST), (-2 * YEAR, LONGEST)]
        {
            let then = NOW + moved;
            let before = ClockWatch::default().look(NOW);
            assert!(!before.is_steady(then), "also before it is looked at: {moved}");

            let soon = watched(before, then, then + wait - 60);
            let later = watched(soon, then + wait - 60, then + wait);

            assert!(!soon.is_steady(then + wait - 60), "{moved}");
            assert!(later.is_steady(then + wait), "{moved}");
        }
    }

    #[test]
    fn reminders_wait_after_more_than_half_a_day_and_shorter_by_that() {
        for (moved, wait) in [(3_600, 0), (HALF_DAY, 0), (HALF_DAY + 3_600, 3_600), (2 * YEAR, HALF_DAY)] {
            let then = NOW + moved;
            let before = ClockWatch::default().look(NOW);
            assert_eq!(before.may_remind(then), wait == 0, "before it is looked at: {moved}");

            let later = watched(before, then, then + wait);

            assert_eq!(before.look(then).may_remind(then), wait == 0, "{moved}");
            assert!(wait == 0 || !later.may_remind(then + wait - 60), "{moved}");
            assert!(later.may_remind(then + wait), "{moved}");
        }
    }

    #[test]
    fn a_clock_that_is_set_back_is_trusted_again_after_a_day() {
        let ahead = watched(ClockWatch::default().look(NOW), NOW + 2 * YEAR, NOW + 2 * YEAR + 3_600);

        let back = watched(ahead, NOW + 3_600, NOW + 3_600 + LONGEST);

        assert!(back.is_steady(NOW + 3_600 + LONGEST));
    }

    #[test]
    fn while_two_machines_disagree_neither_deletes_anything() {
        let mut watch = ClockWatch::default();
        for minute in (NOW..NOW + 3 * LONGEST).step_by(60) {
            watch = watch.look(minute).look(minute + YEAR);
            assert!(!watch.is_steady(minute) && !watch.is_steady(minute + YEAR));
        }
    }
}
