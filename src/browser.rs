//! What only a browser has: local storage, a screen, and requests that report progress. On the server the same functions exist and
//! do nothing, so that code that uses them is written once.

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
