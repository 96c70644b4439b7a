//! "Why not this time?", as a metamorphic property: whatever the facts, removing exactly the listed obstacles makes the time
//! bookable, and leaving any one of them does not.

use consulta::domain::{
    booking::{Blocker, BookingRefusal, Claimed, Facts, Strictness, blockers, decide},
    healthcare_service::HealthcareService,
    ids::{PatientId, PractitionerId},
    settings::Settings,
    slot::{Availability, Closure, SlotRule, WeeklyWindow},
    time::{WallMinute, Zone, weekday_from_iso},
};
use jiff::{SignedDuration, Timestamp, civil::date};
use proptest::prelude::*;

/// The facts as values that can be removed one by one.
#[derive(Clone, Debug)]
struct World {
    oneself: bool,
    accepting: bool,
    needs_referral: bool,
    now: Timestamp,
    starts_at: Timestamp,
    service: HealthcareService,
    hours: Availability,
    claimed: Claimed,
    of_service: u32,
    of_patient: u32,
    settings: Settings,
}

impl World {
    fn facts<'a>(&'a self, zone: &'a Zone) -> Facts<'a> {
        Facts {
            patient: Some(PatientId(if self.oneself { 7 } else { 8 })),
            practitioner: PractitionerId(7),
            accepting: self.accepting,
            needs_referral: self.needs_referral,
            service: &self.service,
            zone,
            hours: &self.hours,
            starts_at: self.starts_at,
            claimed: self.claimed,
            of_service_that_day: self.of_service,
            of_patient_that_day: self.of_patient,
        }
    }

    fn without(mut self, blocker: Blocker) -> Self {
        use BookingRefusal as Because;
        match blocker {
            Blocker::Closure(closure) => self.hours.closures.retain(|other| *other != closure),
            Blocker::Rule(Because::Oneself) => self.oneself = false,
            Blocker::Rule(Because::NotAccepting) => self.accepting = true,
            Blocker::Rule(Because::NeedsReferral) => self.needs_referral = false,
            Blocker::Rule(Because::Past) => {
                let notice = SignedDuration::from_mins(i64::from(self.service.notice_minutes) + 1);
                self.now = self.starts_at - notice;
            }
            Blocker::Rule(Because::TooSoon) => self.service.notice_minutes = 0,
            Blocker::Rule(Because::TooFarAhead) => self.service.horizon_days = 3_000,
            Blocker::Rule(Because::OutsideHours) => self.hours.weekly = Availability::always().weekly,
            Blocker::Rule(Because::OffGrid) => {
                self.service.rule = SlotRule::new(5, self.service.rule.duration_minutes()).expect("a rule");
            }
            Blocker::Rule(Because::Taken) => self.claimed.practitioner = false,
            Blocker::Rule(Because::PatientBusy) => self.claimed.patient = false,
            Blocker::Rule(Because::NoRoom) => self.claimed.rooms = false,
            Blocker::Rule(Because::CapReached) => self.service.daily_cap = None,
            Blocker::Rule(Because::DayFull) => self.settings.max_per_patient_per_day = None,
            Blocker::Rule(Because::Closed) => unreachable!("closures are named one by one"),
        }
        self
    }
}

fn window((day, from, minutes): (i64, i64, i64)) -> WeeklyWindow {
    let [starts, ends] = [from * 5, (from * 5 + minutes * 5).min(1_440)].map(|at| WallMinute::new(at).expect("a time"));
    WeeklyWindow::new(weekday_from_iso(day).expect("a weekday"), starts, ends).expect("a window")
}

fn closure((from, minutes): (i64, i64)) -> Closure {
    let starts = date(2026, 10, 1).at(0, 0, 0, 0) + SignedDuration::from_mins(from * 5);
    Closure::new(starts, starts + SignedDuration::from_mins(minutes * 5)).expect("a closure")
}

prop_compose! {
    fn worlds()(
        flags in any::<[bool; 6]>(),
        // Around the clock change of 4 October 2026, some of it in the past.
        starts in 0..(14 * 288_i64),
        now in -2_000..(14 * 288_i64),
        (notice, horizon, cap) in (0..2_000_u32, 1..20_u16, proptest::option::of(1..4_u32)),
        (step, duration) in ((1..13_u16), (1..25_u16)),
        windows in prop::collection::vec((1..8_i64, 0..280_i64, 6..120_i64), 0..6),
        closures in prop::collection::vec((0..(14 * 288_i64), 1..600_i64), 0..3),
        counts in (0..4_u32, 0..4_u32, proptest::option::of(1..4_u32)),
    ) -> World {
        let origin: Timestamp = "2026-09-30T14:00:00Z".parse().expect("an instant");
        let settings = Settings { max_per_patient_per_day: counts.2, ..Settings::default() };
        let rule = SlotRule::new(step * 5, duration * 5).expect("a rule");
        let service = HealthcareService {
            // A visit whose required notice exceeds its horizon is never available.
            rule, notice_minutes: notice.min(u32::from(horizon) * 1_440 - 10), horizon_days: horizon, daily_cap: cap,
            ..HealthcareService::standard(&settings)
        };
        World {
            oneself: flags[0],
            accepting: flags[1],
            needs_referral: flags[5],
            now: origin + SignedDuration::from_mins(now * 5),
            starts_at: origin + SignedDuration::from_mins(starts * 5),
            service,
            hours: Availability {
                weekly: windows.into_iter().map(window).collect(),
                closures: closures.into_iter().map(closure).collect(),
                ..Availability::default()
            },
            claimed: Claimed { practitioner: flags[2], patient: flags[3], rooms: flags[4] },
            of_service: counts.0,
            of_patient: counts.1,
            settings,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn taking_away_exactly_what_is_listed_frees_the_time(world in worlds()) {
        let zone = Zone::parse("Australia/Sydney").expect("a zone");
        let listed = blockers(&world.facts(&zone), &world.settings, world.now);

        let mut distinct = listed.clone();
        distinct.dedup();
        let free = distinct.iter().fold(world.clone(), |world, blocker| world.without(*blocker));
        let left = blockers(&free.facts(&zone), &free.settings, free.now);
        prop_assert_eq!(left, []);
        prop_assert!(decide(&free.facts(&zone), Strictness::Patient, &free.settings, free.now).is_ok());

        for kept in &distinct {
            let rest = distinct.iter().filter(|blocker| *blocker != kept);
            let nearly = rest.fold(world.clone(), |world, blocker| world.without(*blocker));
            let left = blockers(&nearly.facts(&zone), &nearly.settings, nearly.now);
            let is_time = matches!(kept, Blocker::Rule(BookingRefusal::TooFarAhead | BookingRefusal::TooSoon));
            prop_assert!(is_time || left.contains(kept), "{kept:?} is listed and does not block");
        }
    }
}
