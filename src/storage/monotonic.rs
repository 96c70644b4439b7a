//! How time passes, for measuring and for waiting: it never goes back, whatever becomes of the machine's clock. The only place that asks
//! for it.

pub use tokio::time::Instant;

/// This moment, to measure from.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
#[must_use]
pub fn now() -> Instant {
    Instant::now()
}
