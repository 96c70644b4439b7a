//! What server and browser share: the rules (`domain`), the texts (`words`), what pages show (`views`), and the one error that
//! reaches a page.

pub mod domain;
pub mod error;
pub mod views;
pub mod words;
