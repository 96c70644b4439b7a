//! Converts use cases' results to the views of `server_fns::notice`.

use jiff::Timestamp;

use super::time_view::ago;
use crate::{
    domain::time::Zone,
    service::notice::{Notice, NoticeFilter, NoticePage},
    views::{
        notice::{NoticeQuery, NoticeView, NoticesView},
        time_view::TimeView,
    },
    words::tr,
};

/// The filter of a query.
pub fn filter(query: &NoticeQuery) -> NoticeFilter {
    NoticeFilter {
        topic: query.topic.parse().ok(),
        unread: query.unread == "1",
        before: query.before.parse().ok(),
        ..NoticeFilter::default()
    }
}

/// A page of the reader's notices.
pub fn page(found: NoticePage, now: Timestamp) -> NoticesView {
    let NoticePage { notices, older, has_unread, topics } = found;
    NoticesView { rows: notices.into_iter().map(|one| notice(one, now)).collect(), older, has_unread, topics }
}

pub fn notice(notice: Notice, now: Timestamp) -> NoticeView {
    let zone = notice.time_zone.and_then(|name| Zone::parse(&name).ok());
    let by = if notice.by_clinic { Some(tr!(NoticeTheClinic).to_owned()) } else { notice.by };
    NoticeView {
        kind: notice.kind,
        appointment: notice.appointment_id.map(|id| id.0),
        entry: notice.entry_id.map(|id| id.0),
        thread: notice.thread_id.map(|id| id.0),
        referred_to: notice.referred_to.unwrap_or_default(),
        when: zone.zip(notice.starts_at).map(|(zone, at)| TimeView::instant(&zone, at)),
        patient: notice.patient.unwrap_or_default(),
        is_patient: notice.is_patient,
        of_entrusted: notice.of_entrusted,
        practitioner: notice.practitioner.unwrap_or_default(),
        is_practitioner: notice.is_practitioner,
        by: by.unwrap_or_default(),
        reason: notice.reason,
        closed: notice.closed,
        subject: notice.subject,
        text: notice.text,
        more: notice.more,
        at: notice.created_at.to_string(),
        ago: ago(notice.created_at, now),
        read: notice.read,
    }
}
