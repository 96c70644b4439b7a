//! What only a browser has: storage of its own, a screen, and requests that say how far they are. On the server the same names
//! are there and do nothing, so that what uses them is written once.

mod push_state;

pub use push_state::PushState;

cfg_if::cfg_if! {
    if #[cfg(feature = "hydrate")] {
        mod present;
        pub use present::*;
    } else {
        mod absent;
        pub use absent::*;
    }
}
