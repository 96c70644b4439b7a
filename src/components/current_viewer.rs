//! The reader of the page, and their unread items.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::viewer::{UnreadView, Viewer},
};

/// The reader, as every page can ask for them.
#[derive(Clone, Copy, Debug)]
pub struct CurrentViewer(pub Resource<Result<Viewer, AppError>>);

/// The numbers of their unread items.
#[derive(Clone, Copy, Debug)]
pub struct Unread(pub Resource<Result<UnreadView, AppError>>);
