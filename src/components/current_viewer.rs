//! Who looks at the page, and what awaits them.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::viewer::{UnreadView, Viewer},
};

/// Who looks at the page, as every page may ask for it.
#[derive(Clone, Copy, Debug)]
pub struct CurrentViewer(pub Resource<Result<Viewer, AppError>>);

/// What they have not read.
#[derive(Clone, Copy, Debug)]
pub struct Unread(pub Resource<Result<UnreadView, AppError>>);
