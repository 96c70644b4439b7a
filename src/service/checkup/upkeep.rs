//! The server's own upkeep: backups, the drill that verifies them, the audit check.

use jiff::Timestamp;

use super::finding::Finding;
use crate::{
    domain::{task::Task, time::Zone},
    service::{task::Overdue, upkeep::Found},
    storage::upkeep::{Process, Run},
    words::{calendar, tr},
};

const HOUR: i64 = 3_600;
/// How long a backup made by hand or by a timer counts as recent.
const RECENT: i64 = 48 * HOUR;
/// The drill runs once a week, and the audit is checked once a day; after this long, something is preventing them.
const DRILL_OVERDUE: i64 = 15 * 24 * HOUR;
const AUDIT_OVERDUE: i64 = 3 * 24 * HOUR;
/// Some task is always due within an hour; if all have been overdue for this long, no process is working.
const IDLE: i64 = HOUR / 4;

/// How backups are scheduled.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    /// Whether a backup folder is configured.
    pub has_folder: bool,
    /// The interval in hours; 0 for never.
    pub every_hours: u16,
}

/// All findings about upkeep.
pub fn findings(runs: &[Run], schedule: Schedule, now: Timestamp) -> Vec<Finding> {
    let run = |name: &str| runs.iter().find(|run| run.name == name).cloned().unwrap_or_default();
    let dated = |finding: Finding, run: &Run| Finding {
        succeeded_at: (run.succeeded_at > 0).then_some(run.succeeded_at),
        ..finding
    };
    let (made, proven, audited) = (run("backup"), run("drill"), run("audit"));
    vec![
        dated(backup(&made, schedule, now), &made),
        dated(drill(&proven, now), &proven),
        dated(audit(&audited, now), &audited),
    ]
}

/// The finding that processes serve but none works.
pub fn of_work(processes: &[Process], last_due: Option<Timestamp>, now: Timestamp) -> Option<Finding> {
    let before = now.as_second() - IDLE;
    let is_served = processes.iter().any(|process| process.started_at.as_second() < before);
    (is_served && last_due.is_none_or(|due| due.as_second() < before)).then(|| {
        let advice = tr!(FindWorkIdleDo, command = "consulta work", option = "--no-work");
        Finding::danger(tr!(FindWork), tr!(FindWorkIdle), advice)
    })
}

/// A finding for each task that is not done in time, or one that all are.
pub fn of_tasks(overdue: &[Overdue], zone: &Zone) -> Vec<Finding> {
    if overdue.is_empty() {
        return vec![Finding::good(tr!(FindWork), tr!(FindTasksGood))];
    }
    let found = overdue.iter().map(|Overdue { task, since, error }| {
        let since = calendar::moment(zone.tz().to_datetime(*since));
        let said = match error {
            Some(error) => tr!(FindTaskFailing, task = name(*task), since = since, error = error),
            None => tr!(FindTaskOverdue, task = name(*task), since = since),
        };
        Finding::check(tr!(FindWork), said, tr!(FindTaskDo))
    });
    found.collect()
}

fn name(task: Task) -> &'static str {
    match task {
        Task::Requests => tr!(FindTaskRequests),
        Task::Waitlist => tr!(FindTaskWaitlist),
        Task::Sessions => tr!(FindTaskSessions),
        Task::Tokens => tr!(FindTaskTokens),
        Task::Webhooks => tr!(FindTaskWebhooks),
        Task::Letters => tr!(FindTaskMail),
        Task::Files => tr!(FindTaskFiles),
        Task::Reminders => tr!(FindTaskReminders),
        Task::Retention => tr!(FindTaskRetention),
        Task::Forecast => tr!(FindTaskForecast),
        Task::Audit => tr!(FindTaskAudit),
    }
}

fn backup(run: &Run, schedule: Schedule, now: Timestamp) -> Finding {
    let area = tr!(FindBackup);
    let last = if run.succeeded_at == 0 { tr!(FindNoneYet).to_owned() } else { found(&run.detail) };
    if run.has_failed() {
        let said = tr!(FindBackupFailed, why = run.outcome);
        let advice = tr!(FindBackupFailedDo);
        return Finding::danger(area, said, advice);
    }
    let is_recent = run.succeeded_at + RECENT > now.as_second();
    if !schedule.has_folder && is_recent {
        let advice = tr!(FindBackupElsewhere);
        return Finding::note(area, last, advice);
    }
    if !schedule.has_folder {
        let advice = tr!(FindBackupUnscheduled, command = "consulta backup");
        return Finding::check(area, last, advice);
    }
    if schedule.every_hours == 0 {
        return Finding::check(area, last, tr!(FindBackupOff));
    }
    let due = run.succeeded_at + 2 * i64::from(schedule.every_hours) * HOUR;
    match run.succeeded_at {
        0 => Finding::check(area, last, tr!(FindBackupSoon)),
        _ if due < now.as_second() => Finding::danger(area, last, tr!(FindBackupOverdue)),
        _ => Finding::good(area, last),
    }
}

fn drill(run: &Run, now: Timestamp) -> Finding {
    let area = tr!(FindDrill);
    if run.has_failed() {
        let advice = tr!(FindDrillFailed, backup = "consulta backup", drill = "consulta drill");
        return Finding::danger(area, sentence(&run.outcome), advice);
    }
    let restored = found(&run.detail);
    match run.succeeded_at {
        0 => Finding::check(area, tr!(FindDrillNever), tr!(FindDrillNeverDo, command = "consulta drill")),
        at if at + DRILL_OVERDUE < now.as_second() => {
            Finding::check(area, restored, tr!(FindDrillOld, command = "consulta drill"))
        }
        _ => Finding::good(area, restored),
    }
}

fn audit(run: &Run, now: Timestamp) -> Finding {
    let area = tr!(FindAudit);
    if run.has_failed() {
        let advice = tr!(FindAuditFailed);
        return Finding::danger(area, sentence(&run.outcome), advice);
    }
    match run.succeeded_at {
        0 => Finding::check(area, tr!(FindAuditNever), tr!(FindAuditNeverDo, command = "consulta audit verify")),
        at if at + AUDIT_OVERDUE < now.as_second() => {
            Finding::check(area, found(&run.detail), tr!(FindAuditOld, command = "consulta audit verify"))
        }
        _ => Finding::good(area, found(&run.detail)),
    }
}

/// The finding in the reader's language; a text stored by an earlier version is shown as it is.
fn found(detail: &str) -> String {
    Found::read(detail).map_or_else(|| sentence(detail), |found| found.said())
}

/// Capitalises the first letter.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::{super::finding::Level, *};

    const NOW: Timestamp = Timestamp::constant(1_000 * 24 * HOUR, 0);

    fn succeeded(hours_ago: i64) -> Run {
        Run { succeeded_at: NOW.as_second() - hours_ago * HOUR, outcome: "done".into(), ..Run::default() }
    }

    #[test]
    fn what_failed_stays_a_danger_although_it_went_well_before() {
        let run = Run { outcome: "it was cut".into(), ..succeeded(1) };
        assert_eq!(drill(&run, NOW).level, Level::Danger);
        assert_eq!(audit(&Run { outcome: "done".into(), ..run }, NOW).level, Level::Good);
    }

    #[test]
    fn a_backup_is_missed_when_it_is_not_scheduled_or_twice_as_old_as_it_should_be() {
        let level = |run: &Run, has_folder, every_hours| backup(run, Schedule { has_folder, every_hours }, NOW).level;
        let never = Run::default();

        assert_eq!(level(&never, false, 24), Level::Check);
        assert_eq!(level(&never, true, 24), Level::Check);
        assert_eq!(level(&succeeded(20), true, 24), Level::Good);
        assert_eq!(level(&succeeded(20), true, 0), Level::Check, "switched off");
        assert_eq!(level(&succeeded(49), true, 24), Level::Danger);
        assert_eq!(level(&succeeded(20), false, 24), Level::Note, "a timer makes them");
        assert_eq!(level(&succeeded(49), false, 24), Level::Check);
        let failed = Run { outcome: "the disk is full".into(), ..succeeded(20) };
        assert_eq!(level(&failed, true, 24), Level::Danger);
    }

    #[test]
    fn servers_without_anyone_who_works_are_in_danger_after_a_while() {
        let ago = |minutes: i64| NOW - jiff::SignedDuration::from_mins(minutes);
        let since = |minutes| [Process { id: "a".into(), version: "1".into(), started_at: ago(minutes), seen_at: NOW }];
        let level = |minutes, due: Timestamp| of_work(&since(minutes), Some(due), NOW).map(|found| found.level);

        assert_eq!(level(16, ago(16)), Some(Level::Danger));
        assert_eq!(of_work(&since(16), None, NOW).map(|found| found.level), Some(Level::Danger), "none ever did");
        assert_eq!([level(14, ago(16)), level(16, ago(14))], [None, None]);
        assert_eq!(of_work(&[], None, NOW), None, "no one serves either");
    }

    #[test]
    fn proof_grows_old() {
        assert_eq!([24, 400].map(|hours| drill(&succeeded(hours), NOW).level), [Level::Good, Level::Check]);
        assert_eq!([24, 100].map(|hours| audit(&succeeded(hours), NOW).level), [Level::Good, Level::Check]);
        assert_eq!([drill(&Run::default(), NOW).level, audit(&Run::default(), NOW).level], [Level::Check; 2]);
    }
}
