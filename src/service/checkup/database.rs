//! Findings about the database, the clock and the clinic's administrators.

use jiff::Timestamp;

use super::finding::Finding;
use crate::{
    domain::clock_watch::ClockWatch,
    storage::checkup::{Administrators, Server},
    words::tr,
};

/// The command that makes a machine set its clock over the network.
const NTP: &str = "timedatectl set-ntp true";
const COMMIT: &str = "synchronous_commit";
const COMMIT_ON: &str = "synchronous_commit = on";

/// Clocks that differ by more seconds than this should be set; beyond that, second-factor codes stop working.
const CLOCK_CHECK: i64 = 5;
const CLOCK_DANGER: i64 = 60;
/// Time zone data this many years old has probably missed a rule change.
const ZONES_OLD: i16 = 2;

/// Facts about accounts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Accounts {
    /// The clinic's administrators.
    pub administrators: Administrators,
    /// Whether demo staff can sign in.
    pub has_demo_staff: bool,
    /// Whether the server can be reached by others.
    pub is_exposed: bool,
}

/// Findings about accounts.
pub fn of_accounts(accounts: Accounts) -> Vec<Finding> {
    let Accounts { administrators: Administrators { active, secured }, has_demo_staff, is_exposed } = accounts;
    let area = tr!(FindAdministrators);
    let two_step = tr!(FindTwoStepDo);
    let mut found = vec![match (active, secured) {
        (0, _) => Finding::danger(
            area,
            tr!(FindNoAdministrator),
            tr!(FindRun, command = "consulta create-admin --email ADDRESS --name NAME"),
        ),
        (_, 0) if is_exposed => Finding::check(area, tr!(FindNoTwoStepOpen), two_step),
        (_, 0) => Finding::note(area, tr!(FindNoTwoStep), two_step),
        (1, _) => Finding::note(area, tr!(FindOneAdministrator), tr!(FindOneAdministratorDo)),
        (active, secured) if secured < active => {
            Finding::note(area, tr!(FindSomeTwoStep, secured = secured, active = active), two_step)
        }
        (active, _) => Finding::good(area, tr!(FindAllTwoStep, active = active)),
    }];
    if has_demo_staff {
        let area = tr!(FindDemo);
        let said = tr!(FindDemoSaid);
        found.push(if is_exposed {
            Finding::danger(area, said, tr!(FindDemoOpenDo))
        } else {
            Finding::note(area, said, tr!(FindDemoDo))
        });
    }
    found
}

/// Findings about clocks and time zones. The version of the time zone data begins with its year: `2026b`.
pub fn of_time(now: Timestamp, latest_audit: i64, server: Option<&Server>, zones: Option<&str>) -> Vec<Finding> {
    let area = tr!(FindClock);
    let seconds = now.as_second();
    let ahead = latest_audit - seconds;
    let apart = server.map_or(0, |server| (server.now - seconds).abs());
    let mut found = Vec::new();
    if ahead > CLOCK_DANGER {
        found.push(Finding::danger(area, tr!(FindClockBehind, seconds = ahead), tr!(FindClockBehindDo, command = NTP)));
    }
    if apart > CLOCK_CHECK {
        let said = tr!(FindClocksApart, seconds = apart);
        let advice = tr!(FindClocksApartDo, command = NTP);
        found.push(if apart > CLOCK_DANGER {
            Finding::danger(area, said, advice)
        } else {
            Finding::check(area, said, advice)
        });
    }
    if found.is_empty() {
        found.push(Finding::good(area, tr!(FindClockGood)));
    }
    let year = zones.and_then(|version| version.get(..4)?.parse::<i16>().ok());
    let this = now.to_zoned(jiff::tz::TimeZone::UTC).year();
    let area = tr!(FindZones);
    found.push(match (zones, year) {
        (Some(version), Some(year)) if year + ZONES_OLD <= this => Finding::check(
            area,
            tr!(FindZonesOld, version = version),
            tr!(FindZonesOldDo, command = "consulta check-times"),
        ),
        (Some(version), _) => Finding::good(area, tr!(FindZonesGood, version = version)),
        (None, _) => Finding::note(area, tr!(FindZonesUnknown), ""),
    });
    found
}

/// The finding that nothing is deleted for a while, because the clock has moved.
pub fn of_watch(now: Timestamp, watch: ClockWatch) -> Option<Finding> {
    let now = now.as_second();
    let until = Timestamp::from_second(watch.look(now).settles_at).unwrap_or_default();
    (!watch.is_steady(now)).then(|| {
        Finding::check(tr!(FindRunOut), tr!(FindRunOutWaits, until = until), tr!(FindRunOutWaitsDo, command = NTP))
    })
}

/// Findings about a PostgreSQL server.
pub fn of_server(server: &Server) -> Vec<Finding> {
    let area = "PostgreSQL";
    let mut found = Vec::new();
    if server.fsync == "off" {
        found.push(Finding::danger(
            area,
            tr!(FindSettingOff, setting = "fsync"),
            tr!(FindSetIn, setting = "fsync = on", file = "postgresql.conf"),
        ));
    }
    if server.full_page_writes == "off" {
        found.push(Finding::check(
            area,
            tr!(FindPagesOff, setting = "full_page_writes"),
            tr!(FindPagesOffDo, setting = "full_page_writes = on"),
        ));
    }
    let has_standby = !server.synchronous_standbys.is_empty();
    match server.synchronous_commit.as_str() {
        "off" => found.push(Finding::danger(
            area,
            tr!(FindCommitOff, setting = COMMIT),
            tr!(FindCommitOffDo, setting = COMMIT_ON, command = "alter role NAME set synchronous_commit = on"),
        )),
        "local" if has_standby => {
            found.push(Finding::check(area, tr!(FindCommitLocal, setting = COMMIT), tr!(FindSet, setting = COMMIT_ON)))
        }
        "remote_write" if has_standby => found.push(Finding::note(
            area,
            tr!(FindCommitMemory, setting = COMMIT, value = "remote_write"),
            tr!(FindCommitMemoryDo, setting = COMMIT_ON),
        )),
        _ => {}
    }
    if server.is_superuser {
        found.push(Finding::check(
            area,
            tr!(FindSuperuser),
            tr!(FindSuperuserDo, command = "alter role NAME nosuperuser"),
        ));
    }
    if found.is_empty() {
        found.push(Finding::good(area, if has_standby { tr!(FindOnBothDisks) } else { tr!(FindOnDisk) }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::finding::Level, *};

    fn worst(found: &[Finding]) -> Level {
        found.iter().map(|one| one.level).max().unwrap_or(Level::Good)
    }

    #[test]
    fn someone_administers_the_clinic_and_signs_in_with_a_second_step() {
        let level = |active, secured, is_exposed| {
            let administrators = Administrators { active, secured };
            worst(&of_accounts(Accounts { administrators, has_demo_staff: false, is_exposed }))
        };
        assert_eq!(level(0, 0, false), Level::Danger);
        assert_eq!((level(2, 0, false), level(2, 0, true)), (Level::Note, Level::Check));
        assert_eq!((level(1, 1, true), level(2, 1, true), level(2, 2, true)), (Level::Note, Level::Note, Level::Good));
    }

    #[test]
    fn demo_accounts_are_a_danger_where_others_reach_them() {
        let level = |is_exposed| {
            let administrators = Administrators { active: 2, secured: 2 };
            worst(&of_accounts(Accounts { administrators, has_demo_staff: true, is_exposed }))
        };
        assert_eq!((level(false), level(true)), (Level::Note, Level::Danger));
    }

    fn server() -> Server {
        Server {
            now: 1_000,
            synchronous_commit: "on".into(),
            synchronous_standbys: String::new(),
            fsync: "on".into(),
            full_page_writes: "on".into(),
            is_superuser: false,
        }
    }

    #[test]
    fn a_server_that_can_lose_what_it_confirmed_is_told() {
        let with = |change: fn(&mut Server)| {
            let mut server = server();
            change(&mut server);
            worst(&of_server(&server))
        };
        assert_eq!(with(|_| ()), Level::Good);
        assert_eq!(with(|server| server.fsync = "off".into()), Level::Danger);
        assert_eq!(with(|server| server.full_page_writes = "off".into()), Level::Check);
        assert_eq!(with(|server| server.synchronous_commit = "off".into()), Level::Danger);
        assert_eq!(with(|server| server.synchronous_commit = "local".into()), Level::Good);
        assert_eq!(with(|server| server.is_superuser = true), Level::Check);
        let with_standby = |commit: &str| {
            let (synchronous_commit, synchronous_standbys) = (commit.to_owned(), "one".to_owned());
            worst(&of_server(&Server { synchronous_commit, synchronous_standbys, ..server() }))
        };
        assert_eq!(["on", "remote_write", "local"].map(with_standby), [Level::Good, Level::Note, Level::Check]);
    }

    #[test]
    fn a_clock_that_is_wrong_is_told() {
        let level = |second, latest, server: Option<&Server>| {
            worst(&of_time(Timestamp::from_second(second).expect("an instant"), latest, server, Some("1970a")))
        };
        assert_eq!(level(1_000, 990, Some(&server())), Level::Good);
        assert_eq!(level(1_010, 990, Some(&server())), Level::Check);
        assert_eq!(level(1_100, 990, Some(&server())), Level::Danger);
        assert_eq!(level(900, 990, None), Level::Danger);
    }

    #[test]
    fn a_clock_that_was_set_is_told_until_it_is_trusted_again() {
        let now: Timestamp = "2026-11-22T21:00:00Z".parse().expect("an instant");
        let seconds = now.as_second();
        let watch = |ago: i64| ClockWatch { seen_at: seconds - ago, settles_at: 0 };

        let found = of_watch(now, watch(3_600)).expect("a finding");

        assert_eq!(found.level, Level::Check);
        assert!(found.said.contains("2026-11-22T22:00:00Z"), "{}", found.said);
        assert_eq!(of_watch(now, watch(3_600).look(seconds)).map(|one| one.said), Some(found.said));
        assert_eq!((of_watch(now, watch(60)), of_watch(now, ClockWatch::default())), (None, None));
    }

    #[test]
    fn rules_of_time_zones_grow_old() {
        let now: Timestamp = "2026-11-22T21:00:00Z".parse().expect("an instant");
        let level = |version| worst(&of_time(now, 0, None, version));
        assert_eq!(
            [Some("2026b"), Some("2025a"), Some("2024b"), None].map(level),
            [Level::Good, Level::Good, Level::Check, Level::Note]
        );
    }
}
