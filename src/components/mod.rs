//! Building blocks of pages. None asks the server for anything; every one works by keyboard and without JavaScript.

pub mod avatar;
pub mod failure;
pub mod field;
pub mod form_error;
pub mod icon;
pub mod loaded;
pub mod page_head;
pub mod site;
pub mod status_badge;
pub mod theme_switch;
pub mod time;
pub mod words;
