//! What only a browser has: storage of its own, a screen, and requests that say how far they are. On the server the same names
//! are there and do nothing, so that what uses them is written once.

#[cfg(not(feature = "hydrate"))]
mod absent;
#[cfg(feature = "hydrate")]
mod present;
mod push_state;

#[cfg(not(feature = "hydrate"))]
pub use absent::*;
#[cfg(feature = "hydrate")]
pub use present::*;
pub use push_state::PushState;
