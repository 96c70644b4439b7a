//! Every test that sees the crate from outside, as one program: one link, one compile. A test's path mirrors the feature's.
//!
//! Tests of storage and services run on both databases: see `support::on_both`. SQLite gets a file in a temporary folder,
//! PostgreSQL a fresh database on the server that `scripts/with-postgres` starts (`make test` does that).

#![expect(clippy::expect_used, reason = "a test that cannot go on says why and fails")]

mod architecture;
mod deploy;
mod domain;
mod faults;
mod guides;
mod http;
mod presets;
mod program;
mod push_service;
mod requirements;
mod service;
mod smtp;
mod storage;
mod support;
mod words;
