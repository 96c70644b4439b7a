//! From what was found out about the server to sentences about it.

use jiff::Timestamp;

use super::time_view::ago;
use crate::{
    service::status::{Disk, Process, Run, Status},
    views::status::{Health, PartView, ProcessView, StatusView},
};

const HOUR: i64 = 3_600;
const GB: u64 = 1_000_000_000;
/// More waiting changes than this are a sign of a slow disk.
const MANY: usize = 100;

/// The page's content.
pub fn view(status: Status, now: Timestamp) -> StatusView {
    let seconds = now.as_second();
    let mut parts = vec![
        part("Consulta", good(format!("Version {}, migration {}", env!("CARGO_PKG_VERSION"), status.level))),
        part("Database", good(format!("{}, {}", status.engine, size(u64::try_from(status.bytes).unwrap_or_default())))),
        part("Changes waiting", waiting(status.load.queued)),
    ];
    parts.extend(status.disks.iter().map(|disk| part(&format!("Disk: {}", disk.what.to_lowercase()), room(disk))));
    parts.push(part("Documents", match &status.documents_fault {
        None => good("Can be stored and read".to_owned()),
        Some(fault) => (
            Health::Bad,
            format!("Can't be stored: {fault}"),
            "Check the folder or bucket that CONSULTA_DOCUMENTS names: is it there, is it full, may the server write to it?",
        ),
    }));
    for (name, label) in [("backup", "Backup"), ("drill", "Restore drill"), ("audit", "Audit check")] {
        let run = status.runs.iter().find(|run| run.name == name).cloned().unwrap_or_default();
        let at = if run.succeeded_at > 0 { Some(run.succeeded_at) } else { None };
        let state = match name {
            "backup" => backup(&status, &run, seconds),
            "drill" => drill(&run),
            _ => audit(&run),
        };
        let at = at.map(|at| (Timestamp::from_second(at).unwrap_or_default().to_string(), ago(at, now)));
        parts.push(PartView { at, ..part(label, state) });
    }
    let processes = status.processes.into_iter().map(|process| process_view(process, now)).collect();
    StatusView { parts, processes }
}

type State = (Health, String, &'static str);

fn good(said: String) -> State {
    (Health::Good, said, "")
}

fn part(name: &str, (health, said, advice): State) -> PartView {
    PartView { name: name.to_owned(), health, said, at: None, advice: advice.to_owned() }
}

fn process_view(process: Process, now: Timestamp) -> ProcessView {
    let Process { id, version, started_at, seen_at } = process;
    ProcessView { id, version, started: ago(started_at, now), seen: ago(seen_at, now) }
}

fn waiting(queued: usize) -> State {
    match queued {
        0 => good("None".to_owned()),
        1..MANY => good(queued.to_string()),
        _ => (
            Health::Look,
            format!("{queued} changes are waiting to be stored"),
            "If this number stays high, the disk is too slow or another program is keeping it busy.",
        ),
    }
}

fn room(disk: &Disk) -> State {
    let said = format!("{} of {} free", size(disk.free), size(disk.total));
    if disk.free < disk.total / 50 || disk.free < GB / 5 {
        return (Health::Bad, said, "Free up space now: once the disk is full, nothing more can be saved.");
    }
    if disk.free < disk.total / 10 || disk.free < GB {
        return (Health::Look, said, "Free up space, or move to a larger disk.");
    }
    good(said)
}

fn backup(status: &Status, run: &Run, now: i64) -> State {
    let last = if run.succeeded_at == 0 { "None yet".to_owned() } else { sentence(&run.detail) };
    if run.has_failed() {
        let said = format!("The last attempt failed: {}", run.outcome);
        return (Health::Bad, said, "It is tried again within an hour. Check that the folder is there and has room.");
    }
    if !status.has_backup_folder {
        let advice = "No backups are scheduled. Set CONSULTA_BACKUPS to a folder on another disk and restart the server, or run \
                      consulta backup yourself.";
        return (Health::Look, last, advice);
    }
    if status.backup_hours == 0 {
        return (Health::Look, last, "Scheduled backups are switched off under Settings.");
    }
    let due = run.succeeded_at + 2 * i64::from(status.backup_hours) * HOUR;
    match run.succeeded_at {
        0 => (Health::Look, last, "The first one starts within a minute or two."),
        _ if due < now => (Health::Bad, last, "A backup is overdue. Check the server's log."),
        _ => good(last),
    }
}

fn drill(run: &Run) -> State {
    if run.has_failed() {
        let advice = "The newest backup can't be relied on. Make another one now with consulta backup, keep the older ones, and run \
                      consulta drill.";
        return (Health::Bad, sentence(&run.outcome), advice);
    }
    match run.succeeded_at {
        0 => (
            Health::Look,
            "No backup has been test-restored yet".to_owned(),
            "It happens once a week, or with consulta drill.",
        ),
        _ => good(format!("Restored and checked {}", run.detail)),
    }
}

fn audit(run: &Run) -> State {
    if run.has_failed() {
        let advice = "Keep the database as it is, and find out who could write to it. The log has the audit's last hash for every hour.";
        return (Health::Bad, sentence(&run.outcome), advice);
    }
    match run.succeeded_at {
        0 => (Health::Look, "Not checked yet".to_owned(), "It is checked once a day, or with consulta audit verify."),
        _ => good(sentence(&run.detail)),
    }
}

/// With a capital letter.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `43 MB`, `1.2 GB`.
fn size(bytes: u64) -> String {
    match bytes {
        ..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        1_000_000..GB => format!("{} MB", bytes / 1_000_000),
        _ => format!("{}.{} GB", bytes / GB, bytes % GB / (GB / 10)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_the_unit_that_fits() {
        let sizes = [999, 43_500_000, 1_250_000_000].map(size);
        assert_eq!(sizes, ["1 kB", "43 MB", "1.2 GB"]);
    }

    #[test]
    fn a_disk_that_fills_up_is_noticed_before_it_is_full() {
        let health = |free| room(&Disk { what: "Documents", free, total: 100 * GB }).0;
        assert_eq!([50 * GB, 5 * GB, GB].map(health), [Health::Good, Health::Look, Health::Bad]);
    }

    #[test]
    fn what_failed_stays_bad_although_it_went_well_before() {
        let run = Run { succeeded_at: 1, outcome: "it was cut".into(), ..Run::default() };
        assert_eq!(drill(&run).0, Health::Bad);
        assert_eq!(audit(&Run { outcome: "done".into(), ..run }).0, Health::Good);
    }
}
