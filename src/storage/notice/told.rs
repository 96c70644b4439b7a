//! What follows from a notice once it is written.

use crate::{
    domain::{ids::AccountId, notice::NoticeKind, topic::Topic},
    storage::{db::Tx, delivery, error::StorageResult},
};

/// Has the open pages of its reader look again, and queues what is sent to them about it.
pub(super) async fn told(tx: &mut Tx, account: AccountId, id: i64, kind: NoticeKind, at: i64) -> StorageResult<()> {
    tx.changed(Topic::Account(account));
    delivery::queue_notice(tx, id, kind, at).await
}

/// Has the open pages of an account look again if any of its notices were read.
pub(super) fn were_read(tx: &mut Tx, account: AccountId, read: u64) {
    if read > 0 {
        tx.changed(Topic::Account(account));
    }
}
