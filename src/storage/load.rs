//! The load on the database's connections, for metrics and the status page.

use super::db::Db;

/// A snapshot of the load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Changes waiting to be written.
    pub queued: usize,
    /// Open connections; on SQLite, those that read.
    pub connections: u32,
    /// How many of them are idle.
    pub idle: usize,
}

impl Db {
    /// Takes a snapshot.
    #[must_use]
    pub fn load(&self) -> Load {
        match self {
            Self::Sqlite { readers, writer } => {
                Load { queued: writer.queued(), connections: readers.size(), idle: readers.num_idle() }
            }
            Self::Postgres(pool, server) => {
                Load { queued: server.queued(), connections: pool.size(), idle: pool.num_idle() }
            }
        }
    }
}
