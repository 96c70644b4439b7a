//! The use cases (`service`), and the database below them (`storage`).

use consulta_model::{domain, error, words};

pub mod service;
pub mod storage;
