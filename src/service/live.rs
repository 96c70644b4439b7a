//! Tells open pages that somebody's calendar has changed. With PostgreSQL the word goes round all processes, with SQLite
//! there is only this one. Only the practitioner's number travels; readers ask again for what they may see.

use sqlx::postgres::PgListener;
use tokio::sync::{broadcast, watch};

use crate::{
    domain::ids::{PatientId, PractitionerId},
    storage::{
        db::{Db, Tx},
        error::StorageResult,
        live,
    },
};

const BACKLOG: usize = 1_024;

/// Whose calendar has changed; `None` when word from another process may have been missed, and so anybody's may have.
pub type Change = Option<PractitionerId>;

/// The bell of this process.
#[derive(Clone, Debug)]
pub struct Live {
    changes: broadcast::Sender<Change>,
    shared: bool,
    end: watch::Sender<bool>,
}

impl Live {
    /// Starts listening to the other processes, where there can be any.
    pub(super) fn start(db: &Db) -> Self {
        let (changes, _) = broadcast::channel(BACKLOG);
        if let Db::Postgres(pool, _) = db {
            tokio::spawn(relay(pool.clone(), changes.clone()));
        }
        Self { changes, shared: matches!(db, Db::Postgres(..)), end: watch::Sender::new(false) }
    }

    /// Changes from now on. A reader that falls behind hears of the gap and asks again.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    /// The process is about to stop: whoever listens is to leave, and to come back to the next one.
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

    /// Says that a calendar has changed, after the commit. Where processes share a database, [`announce`] has said it.
    pub(super) fn changed(&self, practitioner: PractitionerId) {
        if !self.shared {
            // Nobody watching is no error.
            drop(self.changes.send(Some(practitioner)));
        }
    }
}

/// Says it inside the transaction: PostgreSQL delivers it with the commit, to every process.
pub(super) async fn announce(tx: &mut Tx, practitioner: PractitionerId) -> StorageResult<()> {
    live::notify(tx, practitioner).await
}

/// Under which number open pages hear that what waits for a patient has changed.
pub(super) fn of_patient(patient: PatientId) -> PractitionerId {
    PractitionerId(patient.0)
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
    // What was said before this line was open, nobody here has heard.
    drop(changes.send(None));
    loop {
        match listener.try_recv().await? {
            Some(heard) => {
                if let Ok(practitioner) = heard.payload().parse() {
                    drop(changes.send(Some(practitioner)));
                }
            }
            // The line was lost, and is open again at the next look.
            None => return Ok(()),
        }
    }
}
