//! Converts the server's status to its page's view.

use jiff::Timestamp;

use super::time_view::ago;
use crate::{
    service::status::{Finding, Level, Process, Status},
    views::status::{Health, PartView, ProcessView, StatusView},
};

/// The page's content.
pub fn view(status: Status, now: Timestamp) -> StatusView {
    let parts = status.findings.into_iter().map(|finding| part_view(finding, now)).collect();
    let processes = status.processes.into_iter().map(|process| process_view(process, now)).collect();
    StatusView { parts, processes }
}

fn part_view(finding: Finding, now: Timestamp) -> PartView {
    let Finding { area, level, said, advice, succeeded_at } = finding;
    let at = succeeded_at.and_then(|second| Timestamp::from_second(second).ok());
    let at = at.map(|at| (at.to_string(), ago(at, now)));
    PartView { name: area, health: health(level), said, at, advice }
}

fn health(level: Level) -> Health {
    match level {
        Level::Good => Health::Good,
        Level::Note => Health::Note,
        Level::Check => Health::Look,
        Level::Danger => Health::Bad,
    }
}

fn process_view(process: Process, now: Timestamp) -> ProcessView {
    let Process { id, version, started_at, seen_at } = process;
    ProcessView { id, version, started: ago(started_at, now), seen: ago(seen_at, now) }
}
