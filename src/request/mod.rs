//! What is known about a request and kept between requests: who is asking, from where, their session, and their input. It sits
//! above the use cases and below everything that answers: server functions, the API and the server.

pub mod address;
pub mod build;
pub(crate) mod context;
pub mod extract;
pub mod form;
pub mod identity;
pub(crate) mod kept;
pub mod language;
pub mod look;
pub mod origin;
pub mod pending;
pub mod refusals;
pub mod request_id;
pub mod session;
pub mod sought;
pub mod sources;
pub mod state;
pub mod theme;
pub mod told;
pub mod undo;
pub mod work;

pub use self::state::AppState;
