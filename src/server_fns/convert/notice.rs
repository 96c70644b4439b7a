//! From use cases' results to what `server_fns::notice` returns.

use jiff::Timestamp;

use super::time_view::ago;
use crate::server_fns::{notice::NoticeView, time_view::TimeView};
use crate::{domain::time::Zone, storage::notice::Notice};

pub fn notice(notice: Notice, now: Timestamp) -> NoticeView {
    let zone = notice.time_zone.and_then(|name| Zone::parse(&name).ok());
    let starts_at = notice.starts_at.and_then(|second| Timestamp::from_second(second).ok());
    NoticeView {
        kind: notice.kind,
        appointment: notice.appointment_id.map(|id| id.0),
        entry: notice.entry_id.map(|id| id.0),
        referred_to: notice.referred_to.unwrap_or_default(),
        when: zone.zip(starts_at).map(|(zone, at)| TimeView::instant(&zone, at)),
        patient: notice.patient.unwrap_or_default(),
        of_entrusted: notice.of_entrusted,
        to_practitioner: notice.to_practitioner,
        practitioner: notice.practitioner.unwrap_or_default(),
        at: Timestamp::from_second(notice.created_at).unwrap_or_default().to_string(),
        ago: ago(notice.created_at, now),
        read: notice.read,
    }
}
