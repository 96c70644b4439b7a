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
