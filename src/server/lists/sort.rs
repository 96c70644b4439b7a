//! Of a list's query, what is not one of its filters.

use serde::Deserialize;

use crate::{domain::list::Chosen, views::listing::PlaceQuery};

/// How an exported list is sorted, and whether only the chosen rows are asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SortQuery {
    sort: String,
    only: String,
    chosen: String,
}

impl SortQuery {
    /// All of it.
    pub(super) fn whole(self) -> PlaceQuery {
        PlaceQuery { sort: self.sort, ..PlaceQuery::default() }
    }

    /// The chosen rows, if only these are asked for.
    pub(super) fn only(&self) -> Option<Chosen> {
        let chosen = Chosen::parse(&self.chosen);
        (self.only == "1" && !chosen.is_empty()).then_some(chosen)
    }
}
