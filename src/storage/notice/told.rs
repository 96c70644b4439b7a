//! The consequences of a new notice.

use crate::{
    domain::{ids::AccountId, notice::NoticeKind, topic::Topic},
    storage::{db::Tx, delivery, error::StorageResult},
};

/// Refreshes its reader's open pages, and queues the letter and push messages about it.
pub(super) async fn told(tx: &mut Tx, account: AccountId, id: i64, kind: NoticeKind, at: i64) -> StorageResult<()> {
    tx.changed(Topic::Account(account));
    delivery::queue_notice(tx, id, kind, at).await
}

/// Refreshes an account's open pages if any of its notices were read.
pub(super) fn were_read(tx: &mut Tx, account: AccountId, read: u64) {
    if read > 0 {
        tx.changed(Topic::Account(account));
    }
}
