//! Parts of the consultation's page.

pub mod autosaved;
pub mod chart;
pub mod glance;
pub mod lines;
pub mod prescribing;
pub mod small_forms;
