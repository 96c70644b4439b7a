//! Handing a visitor's hold over to the account that they signed in with.

use jiff::Timestamp;

use super::request::HoldRequest;
use crate::{
    domain::{ids::ServiceId, topic::Topic},
    service::Outcome,
    storage::{db::Tx, hold},
};

/// Releases what a visitor holds, in the transaction that takes it for their account; returns until when it was promised, if it is
/// this time.
pub(super) async fn hand_over(
    tx: &mut Tx,
    visitor: &str,
    request: HoldRequest,
    what: (Option<ServiceId>, u16),
    now: i64,
) -> Outcome<Option<Timestamp>> {
    let starts = request.starts_at.as_second();
    let until = hold::visitors_expiry(tx, visitor, request.practitioner, starts, what, now).await?;
    for time in hold::release_visitors(tx, visitor).await? {
        tx.changed(Topic::Calendar(time.practitioner.account()));
    }
    Ok(until.and_then(|until| Timestamp::from_second(until).ok()))
}
