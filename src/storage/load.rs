//! How busy the database's connections are, for figures and the status page.

use super::db::Db;

/// A look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Changes that wait for their turn to be written.
    pub queued: usize,
    /// Open connections; on SQLite, those that read.
    pub connections: u32,
    /// How many of them no one uses.
    pub idle: usize,
}

impl Db {
    /// How busy it is.
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
