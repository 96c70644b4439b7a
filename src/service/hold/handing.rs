//! Handing a visitor's hold over to the account that they signed in with.

use jiff::Timestamp;

use crate::{
    domain::{booking::Target, topic::Topic},
    service::Outcome,
    storage::{db::Tx, hold},
};

/// Releases what a visitor holds, in the transaction that takes it for their account; returns until when it was promised, if it is
/// this time.
pub(super) async fn hand_over(
    tx: &mut Tx,
    visitor: &str,
    target: &Target,
    now: Timestamp,
) -> Outcome<Option<Timestamp>> {
    let until = hold::visitors_expiry(tx, visitor, target, now).await?;
    for time in hold::release_visitors(tx, visitor).await? {
        tx.changed(Topic::Calendar(time.practitioner.account()));
    }
    Ok(until)
}
