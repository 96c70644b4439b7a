//! Handing a visitor's hold over to the account that they signed in with.

use jiff::Timestamp;

use crate::{
    domain::{booking::Target, topic::Topic},
    service::Outcome,
    storage::{db::Tx, hold},
};

/// Releases a visitor's hold, in the transaction that takes it over for their account; returns its promised end, if it is for this
/// slot.
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
