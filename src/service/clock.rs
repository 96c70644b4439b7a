//! The current time: the system's, or one set by a test. The only place that reads the machine's clock.

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;

use crate::storage::monotonic::{self, Instant};

/// A source of the current instant, in whole seconds.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// Stands still at a UTC second until it is set.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.as_second())))
    }

    /// The current instant, in whole seconds.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the one place")]
        let second = match self {
            Self::System => Timestamp::now().as_second(),
            Self::Fixed(second) => second.load(Ordering::Relaxed),
        };
        Timestamp::from_second(second).unwrap_or_default()
    }

    /// The time passed since some fixed instant, for measuring: unaffected by changes to the machine's clock.
    #[must_use]
    pub fn monotonic(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(monotonic::now);
        match self {
            Self::System => START.elapsed(),
            Self::Fixed(second) => Duration::from_secs(second.load(Ordering::Relaxed).unsigned_abs()),
        }
    }

    /// Sets a fixed clock; does nothing to the system's.
    pub fn set(&self, at: Timestamp) {
        if let Self::Fixed(second) = self {
            second.store(at.as_second(), Ordering::Relaxed);
        }
    }
}
