//! The common display of long lists: columns with sortable headings, a choice of columns, links to the previous and next pages, and
//! keyboard shortcuts. A list supplies its columns and its rows.

pub mod choosing;
pub mod columns;
pub mod page;
pub mod pages;
pub mod saved;
pub mod tools;

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use self::columns::column_word;
use super::{icon::Icon, shortcuts::Shortcut};
use crate::{
    domain::{
        address::{self, query},
        list::{Chosen, Column, List, TICKS, pairs},
    },
    views::listing::{PlaceQuery, PlaceView},
    words::{Key, tr},
};

/// The shortcuts of a list without checkboxes.
pub const SHORTCUTS: [Shortcut; 5] = [
    Shortcut { key: "j", does: Key::ListNextRow },
    Shortcut { key: "k", does: Key::ListPreviousRow },
    Shortcut { key: "Enter", does: Key::ListOpenRow },
    Shortcut { key: "/", does: Key::ListGoToSearch },
    Shortcut { key: "?", does: Key::ListKeyHelp },
];

/// The keys of a list with boxes to tick.
pub const CHOOSING_SHORTCUTS: [Shortcut; 6] = [
    Shortcut { key: "j", does: Key::ListNextRow },
    Shortcut { key: "k", does: Key::ListPreviousRow },
    Shortcut { key: "x", does: Key::ListTickRow },
    Shortcut { key: "Enter", does: Key::ListOpenRow },
    Shortcut { key: "/", does: Key::ListGoToSearch },
    Shortcut { key: "?", does: Key::ListKeyHelp },
];

/// The query that an address makes of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// Filters: parameter names and values.
    pub criteria: Vec<(&'static str, String)>,
    /// The sort order, and where the page begins or ends.
    pub place: PlaceQuery,
    /// The chosen columns; empty for all.
    pub columns: Vec<String>,
    /// Whether the address asks for nothing: the list then opens with its reader's default view.
    pub opens: bool,
    /// The parts of the address that the list does not understand.
    pub not_understood: Vec<String>,
    /// The rows that the address says are chosen: without scripts, they are carried along there.
    pub chosen: Chosen,
    /// Whether only these are asked for.
    pub only: bool,
    /// Whether every row of the page is ticked.
    pub all: bool,
}

/// Reads the query of this page's address.
#[must_use]
pub fn asked(list: &'static List) -> Memo<Asked> {
    let (query, location) = (use_query_map(), use_location());
    Memo::new(move |_| {
        let opens = location.search.with(String::is_empty);
        query.with(|query| {
            // A button that keeps the ticks sends the list's query as it was beside them.
            let kept = query.get("kept").map(|kept| pairs(&kept).collect::<Vec<_>>());
            let said = query.into_iter().map(|(name, value)| (&**name, value));
            let said: Vec<(&str, &str)> = match &kept {
                None => said.collect(),
                Some(kept) => {
                    let kept = kept.iter().map(|(name, value)| (name.as_str(), value.as_str()));
                    kept.chain(said.filter(|(name, _)| *name == "chosen" || TICKS.contains(name))).collect()
                }
            };
            let of = |name: &'static str| said.iter().filter(move |(known, _)| *known == name).map(|(_, value)| *value);
            let part = |name: &'static str| {
                let value = of(name).next_back().filter(|value| list.understands(name, value));
                value.unwrap_or_default().to_owned()
            };
            let criteria = list.criteria.iter().map(|one| (one.name, part(one.name)));
            let ticked = TICKS.into_iter().flat_map(of).filter_map(|key| key.parse().ok());
            let chosen = of("chosen").flat_map(|chosen| Chosen::parse(chosen).keys().collect::<Vec<_>>());
            let chosen: Chosen = chosen.chain(ticked).collect();
            let columns = of("col").filter(|column| list.understands("col", column)).map(ToOwned::to_owned);
            Asked {
                criteria: criteria.filter(|(_, value)| !value.is_empty()).collect(),
                place: PlaceQuery { sort: part("sort"), after: part("after"), before: part("before") },
                columns: columns.collect(),
                opens,
                not_understood: list.not_understood(said.iter().copied()),
                only: part("only") == "1" && !chosen.is_empty(),
                all: part("all") == "1",
                chosen,
            }
        })
    })
}

impl Asked {
    /// The value of a parameter; empty if it is missing.
    #[must_use]
    pub fn get(&self, name: &str) -> String {
        let found = self.criteria.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// Whether any filter is set.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        !self.criteria.is_empty()
    }

    /// Whether a column is shown.
    #[must_use]
    pub fn shows(&self, list: &List, key: &str) -> bool {
        let is_known = |chosen: &String| list.columns.iter().any(|column| column.key == chosen);
        let is_name = list.columns.first().is_some_and(|column| column.key == key);
        is_name || !self.columns.iter().any(is_known) || self.columns.iter().any(|chosen| chosen == key)
    }

    /// The query of the whole list, in this order.
    #[must_use]
    pub fn query(&self) -> String {
        self.sorted(&self.place.sort)
    }

    /// The query of the whole list in another order.
    #[must_use]
    pub fn sorted(&self, sort: &str) -> String {
        let criteria = self.criteria.iter().map(|(name, value)| (*name, value.as_str()));
        let columns = self.columns.iter().map(|column| ("col", column.as_str()));
        query(criteria.chain([("sort", sort)]).chain(columns))
    }

    /// The rows to show, as in an address, if only those that are chosen are asked for; empty otherwise.
    #[must_use]
    pub fn only(&self) -> String {
        if self.only { self.chosen.written() } else { String::new() }
    }

    /// A query of the list with what is chosen of it.
    #[must_use]
    pub fn carrying(&self, query: String) -> String {
        joined(query, address::query([("chosen", self.chosen.written())]))
    }

    /// The query of a file with the rows that it shows on all its pages.
    #[must_use]
    pub fn file(&self) -> String {
        match self.only {
            true => {
                query([("only", "1"), ("chosen", self.chosen.written().as_str()), ("sort", self.place.sort.as_str())])
            }
            false => self.query(),
        }
    }

    /// The part of a query for the chosen columns.
    #[must_use]
    pub fn chosen_columns(&self) -> String {
        query(self.columns.iter().map(|column| ("col", column)))
    }

    /// The query of this page.
    #[must_use]
    pub fn page(&self) -> String {
        let PlaceQuery { after, before, .. } = &self.place;
        let place = [("after", after), ("before", before)].into_iter().find(|(_, key)| !key.is_empty());
        joined(self.query(), query(place))
    }
}

/// Two queries as one.
fn joined(one: String, other: String) -> String {
    if one.is_empty() || other.is_empty() { one + &other } else { format!("{one}&{other}") }
}

/// A row: a leading cell, its cells, one for each column, and its actions.
pub struct Row {
    /// The leading cell, such as a checkbox.
    pub lead: Option<AnyView>,
    /// The cells.
    pub cells: Vec<AnyView>,
    /// The row's actions.
    pub actions: Option<AnyView>,
}

impl Row {
    /// A row of cells.
    #[must_use]
    pub fn new(cells: Vec<AnyView>) -> Self {
        Self { lead: None, cells, actions: None }
    }

    /// Adds actions.
    #[must_use]
    pub fn with_actions(self, actions: impl IntoAny) -> Self {
        Self { actions: Some(actions.into_any()), ..self }
    }

    /// Adds a leading cell.
    #[must_use]
    pub fn with_lead(self, lead: impl IntoAny) -> Self {
        Self { lead: Some(lead.into_any()), ..self }
    }
}

/// The heading of a column: a link that sorts by it, or reverses the order if the list is already sorted by it. Where rows can be ticked,
/// it is a button without scripts, which sends what is ticked along.
fn head(list: &List, column: Column, asked: &Asked, place: &PlaceView, has_ticks: bool) -> AnyView {
    let name = column_word(column);
    if !column.sorts {
        return view! { <th scope="col">{name}</th> }.into_any();
    }
    let backwards = format!("-{}", column.key);
    let (sorted, next) = match place.sort.as_str() {
        sort if sort == column.key => (Some("ascending"), backwards),
        sort if sort == backwards => (Some("descending"), column.key.to_owned()),
        _ => (None, column.key.to_owned()),
    };
    let only = if asked.only { "only=1" } else { "" };
    let query = joined(asked.sorted(&next), only.to_owned());
    let href = format!("{}?{}", list.path, asked.carrying(query.clone()));
    let said = || {
        let icon = sorted.is_some().then(|| view! { <Icon name="chevron-down"/> });
        view! { {name}{icon} }
    };
    let keeping = has_ticks.then(|| taking_along(list.path, "until-hydrated", query, said().into_any()));
    let class = has_ticks.then_some("when-hydrated");
    view! { <th scope="col" aria-sort=sorted><a class=class href=href>{said()}</a>{keeping}</th> }.into_any()
}

/// What leads on where there are no scripts: a button of the ticked rows' form, which takes them along to what `query` asks for.
fn taking_along(path: &'static str, class: &'static str, query: String, said: AnyView) -> AnyView {
    view! {
        <button class=class type="submit" form="bulk" formmethod="get" formaction=path name="kept" value=query>
            {said}
        </button>
    }
    .into_any()
}

/// The table. It becomes a card for each row on phones.
#[component]
pub fn ListTable(
    /// Which list.
    list: &'static List,
    /// What it lists; for screen readers only.
    caption: &'static str,
    /// The heading of the leading cells, the checkboxes, if there are any.
    lead: Option<&'static str>,
    /// Whether rows have actions.
    has_actions: bool,
    /// What the address asks for.
    asked: Asked,
    /// The sort order.
    place: PlaceView,
    /// The rows.
    rows: Vec<Row>,
) -> impl IntoView {
    let shown: Vec<Column> = list.columns.iter().copied().filter(|column| asked.shows(list, column.key)).collect();
    let heads = shown.iter().map(|column| head(list, *column, &asked, &place, lead.is_some())).collect_view();
    let lead_head = lead.map(|name| view! { <th scope="col">{name}</th> });
    let actions = has_actions
        .then(|| view! { <th scope="col"><span class="visually-hidden">{tr!(ClinicListActions)}</span></th> });
    let rows = rows
        .into_iter()
        .map(|row| {
            let lead = lead.map(|name| view! { <td data-label=name>{row.lead}</td> });
            let cells = list.columns.iter().zip(row.cells).filter(|(column, _)| asked.shows(list, column.key));
            let cells = cells
                .enumerate()
                .map(|(place, (column, cell))| match place {
                    0 => view! { <th scope="row" data-label=column_word(*column)>{cell}</th> }.into_any(),
                    _ => view! { <td data-label=column_word(*column)>{cell}</td> }.into_any(),
                })
                .collect_view();
            let actions = has_actions.then(|| view! { <td class="row-actions">{row.actions}</td> });
            view! { <tr data-walk-item="">{lead}{cells}{actions}</tr> }
        })
        .collect_view();
    view! {
        <div class="table-wrap" role="region" aria-labelledby=list.key tabindex="0">
            <table class="table table-cards">
                <caption id=list.key class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>{lead_head}{heads}{actions}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::list::USERS;

    #[test]
    fn an_address_keeps_what_was_asked_and_begins_another_order_on_its_first_page() {
        let place = PlaceQuery { sort: "-name".into(), after: "7~x".into(), before: String::new() };
        let asked =
            Asked { criteria: vec![("q", "a&b".into())], place, columns: vec!["email".into()], ..Asked::default() };

        assert_eq!(asked.page(), "q=a%26b&sort=-name&col=email&after=7~x");
        assert_eq!(asked.sorted("email"), "q=a%26b&sort=email&col=email");
        assert_eq!(Asked::default().page(), "");
        let carrying = Asked { chosen: Chosen::parse("7.12"), ..asked };
        assert_eq!(carrying.page(), "q=a%26b&sort=-name&col=email&after=7~x", "a saved view or a file has no ticks");
        assert_eq!(carrying.carrying(carrying.sorted("email")), "q=a%26b&sort=email&col=email&chosen=7.12");
        assert_eq!(carrying.carrying(String::new()), "chosen=7.12");
        assert_eq!(carrying.file(), "q=a%26b&sort=-name&col=email");
        assert_eq!(Asked { only: true, ..carrying }.file(), "only=1&chosen=7.12&sort=-name");
    }

    #[test]
    fn the_first_column_is_always_shown_and_unknown_ones_count_for_nothing() {
        let chosen = |columns: &[&str]| {
            let columns = columns.iter().map(|column| (*column).to_owned()).collect();
            let asked = Asked { columns, ..Asked::default() };
            ["name", "email", "phone"].map(|key| asked.shows(&USERS, key))
        };

        assert_eq!(chosen(&[]), [true, true, true]);
        assert_eq!(chosen(&["phone"]), [true, false, true]);
        assert_eq!(chosen(&["name"]), [true, false, false]);
        assert_eq!(chosen(&["gone"]), [true, true, true]);
    }
}
