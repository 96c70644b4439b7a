//! HTTP around the use cases: configuration, guards, headers, files, the live stream, the router. No rules of the product.

mod appearance;
pub mod applications;
pub mod assets;
pub mod calendar;
pub mod closures;
pub mod config;
pub mod documents;
pub mod fault;
pub mod gate;
pub mod guard;
pub mod headers;
pub mod health;
pub mod housekeeping;
pub mod listen;
mod lists;
pub mod live;
pub mod logging;
pub mod messages;
pub mod metrics;
pub mod multipart;
pub mod pdf;
pub mod photos;
pub mod prescription;
pub mod reader;
pub mod record;
pub mod router;
pub mod unsubscribe;
