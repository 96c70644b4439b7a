//! Tells open pages that someone's calendar has changed. With PostgreSQL the message reaches all processes; with SQLite there is
//! only this one. It carries only the practitioner's number; readers ask again for what they may see.

use sqlx::postgres::PgListener;
use tokio::sync::{broadcast, watch};

use crate::{
    domain::ids::{AccountId, PatientId, PractitionerId},
    storage::{
        db::{Db, Tx},
        error::StorageResult,
        live,
    },
};

const BACKLOG: usize = 1_024;

/// Whose calendar has changed, or for whom there is something about messages ([`of_account`]); `None` if messages from another process may have been missed, so that it could be anyone's.
pub type Change = Option<PractitionerId>;

/// The bell of this process.
#[derive(Clone, Debug)]
pub struct Live {
    changes: broadcast::Sender<Change>,
    shared: bool,
    end: watch::Sender<bool>,
}

impl Live {
    /// Starts listening to other processes, if there can be any.
    pub(super) fn start(db: &Db) -> Self {
        let (changes, _) = broadcast::channel(BACKLOG);
        if let Db::Postgres(pool, _) = db {
            tokio::spawn(relay(pool.clone(), changes.clone()));
        }
        Self { changes, shared: matches!(db, Db::Postgres(..)), end: watch::Sender::new(false) }
    }

    /// Changes from now on. A reader that falls behind is told that there is a gap, and asks again.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    /// The process is about to stop: listeners should leave, and reconnect to the next one.
    pub fn end(&self) {
        self.end.send_replace(true);
    }

    /// Comes when [`Self::end`] has been called.
    pub fn ended(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut end = self.end.subscribe();
        async move {
            // Without its sender there is no process to wait for.
            drop(end.wait_for(|ended| *ended).await);
        }
    }

    /// Announces that a calendar has changed, after the commit. If processes share a database, [`announce`] has already done so.
    pub(super) fn changed(&self, practitioner: PractitionerId) {
        if !self.shared {
            // It is not an error if no one is watching.
            drop(self.changes.send(Some(practitioner)));
        }
    }

    /// Announces that this process's copy of the directory has a change of someone's times. What [`announce`] said about it may have
    /// reached pages of this process before that.
    pub(super) fn taken_in(&self, practitioner: PractitionerId) {
        drop(self.changes.send(Some(practitioner)));
    }
}

/// Announces it inside the transaction: PostgreSQL delivers it to every process on commit.
pub(super) async fn announce(tx: &mut Tx, practitioner: PractitionerId) -> StorageResult<()> {
    live::notify(tx, practitioner).await
}

/// The number under which open pages hear that what awaits a patient has changed.
pub(super) fn of_patient(patient: PatientId) -> PractitionerId {
    PractitionerId(patient.0)
}

/// The number under which an account's own open pages hear of its messages: a negative one, which is no one's calendar, so that
/// no one else's pages ask again.
pub(super) fn of_account(account: AccountId) -> PractitionerId {
    PractitionerId(account.0.wrapping_neg())
}

async fn relay(pool: sqlx::PgPool, changes: broadcast::Sender<Change>) {
    loop {
        let lost = listen(&pool, &changes).await.err();
        if pool.is_closed() {
            return;
        }
        tracing::warn!(
            error = lost.map(tracing::field::display),
            "lost touch with other processes' changes; listening again"
        );
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
}

async fn listen(pool: &sqlx::PgPool, changes: &broadcast::Sender<Change>) -> sqlx::Result<()> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(live::CHANNEL).await?;
    // Nothing sent before this connection was open was heard here.
    drop(changes.send(None));
    loop {
        match listener.try_recv().await? {
            Some(heard) => {
                if let Ok(practitioner) = heard.payload().parse() {
                    drop(changes.send(Some(practitioner)));
                }
            }
            // The connection was lost, and will be reopened at the next read.
            None => return Ok(()),
        }
    }
}
