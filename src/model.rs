//! What holds on both sides, in the server and in the browser: the rules (`domain`), what is said (`words`), what pages show (`views`),
//! and the one error that reaches a page.

pub mod domain;
pub mod error;
pub mod views;
pub mod words;
