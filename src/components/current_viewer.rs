//! Who looks at the page.

use leptos::prelude::*;

use crate::{error::AppError, views::viewer::Viewer};

/// Who looks at the page, as every page may ask for it.
#[derive(Clone, Copy, Debug)]
pub struct CurrentViewer(pub Resource<Result<Viewer, AppError>>);
