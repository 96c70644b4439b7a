//! The page of a list: its query and data, then its heading, tools, rows and links to other pages.

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    Asked, ListTable, Row, SHORTCUTS, asked,
    choosing::gone_note,
    pages::ListPages,
    saved::{Keeping, ListTools, with_views},
    tools::ListFiles,
};
use crate::{
    components::{
        icon::Icon,
        live::on_list_change,
        loaded::{followed_answer, loaded, resource},
        page_head::PageHead,
        shortcuts::{Shortcut, ShortcutHelp},
    },
    domain::list::List,
    error::AppError,
    views::{list_view::ListViewsView, listing::PlaceView},
    words::tr,
};

/// The data of a list page: what was found, and the reader's saved views.
pub type Answer<T> = Resource<Result<(T, ListViewsView), AppError>>;

/// A list that is open.
pub struct OpenList<T>
where
    T: Send + Sync + 'static,
{
    list: &'static List,
    /// What the address asks for.
    pub wanted: Memo<Asked>,
    /// The actions on its views.
    pub keeping: Keeping,
    /// What was found.
    pub data: Answer<T>,
    /// Whether the page reloads by itself.
    again: StoredValue<bool>,
}

impl<T: Send + Sync + 'static> Clone for OpenList<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for OpenList<T> {}

impl<T> OpenList<T>
where
    T: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    /// Loads the list by `read`, which is told the query and whether the page reloads by itself; it runs again when `done` changes.
    pub fn new<D, F>(
        list: &'static List,
        done: impl Fn() -> D + Send + Sync + 'static,
        read: impl Fn(Asked, bool) -> F + Send + Sync + 'static,
    ) -> Self
    where
        D: Clone + PartialEq + Send + Sync + 'static,
        F: Future<Output = Result<T, AppError>> + Send + 'static,
    {
        let (wanted, keeping) = (asked(list), Keeping::new());
        let again = StoredValue::new(false);
        let data = resource(
            move || (wanted.get(), done(), keeping.version()),
            move |(asked, ..)| {
                let (opens, again) = (asked.opens, again.try_update_value(std::mem::take).unwrap_or_default());
                with_views(list, opens, read(asked, again))
            },
        );
        Self { list, wanted, keeping, data, again }
    }

    /// Reloads without being asked to.
    pub fn look_again(self) {
        self.again.set_value(true);
        self.data.refetch();
    }

    /// Reloads whenever its rows change, which the server announces by the list's key.
    pub fn follow(self) {
        on_list_change(self.list.key, move || self.look_again());
    }

    /// Shows `view` of the data, redrawn only when they change; or the error.
    pub fn shown(self, view: impl Fn(T, Listing) -> AnyView + Clone + Send + Sync + 'static) -> AnyView {
        let Self { list, wanted, keeping, data, .. } = self;
        followed_answer(data, wanted, move |(found, views), asked| view(found, Listing { list, asked, views, keeping }))
    }

    /// The same, redrawn with every answer: for a page that shows more than the data.
    pub fn shown_anew(self, view: impl Fn(T, Listing) -> AnyView + Clone + Send + Sync + 'static) -> AnyView {
        let Self { list, wanted, keeping, data, .. } = self;
        loaded(data, move |(found, views)| view(found, Listing { list, asked: wanted.get_untracked(), views, keeping }))
    }
}

/// A list for drawing, beside its data.
#[derive(Clone)]
pub struct Listing {
    list: &'static List,
    /// What was asked for.
    pub asked: Asked,
    views: ListViewsView,
    keeping: Keeping,
}

/// The page, from its heading to its shortcuts.
#[component]
pub fn ListPage(
    /// The list.
    listing: Listing,
    /// What it lists.
    title: &'static str,
    /// A line about the list.
    #[prop(default = "")]
    lede: &'static str,
    /// The breadcrumbs: address and name of each page above.
    #[prop(default = vec![("/admin", tr!(NavOverview))])]
    crumbs: Vec<(&'static str, &'static str)>,
    /// Buttons beside the title.
    #[prop(optional)]
    ways: Option<AnyView>,
    /// Whether it can be exported as files.
    #[prop(default = true)]
    has_files: bool,
    /// The number of matches.
    #[prop(optional, into)]
    count: Option<String>,
    /// The content above the rows, if there are any.
    #[prop(default = None)]
    bar: Option<AnyView>,
    /// The heading of the leading cells, if there are any.
    #[prop(default = None)]
    lead: Option<&'static str>,
    /// Whether rows have actions.
    #[prop(default = false)]
    has_actions: bool,
    /// The rows.
    rows: Vec<Row>,
    /// The sort order, and the previous and next pages.
    place: PlaceView,
    /// What is shown if there are no rows.
    nothing: AnyView,
    /// The label of its page links.
    pages: &'static str,
    /// Its keys.
    #[prop(default = &SHORTCUTS)]
    shortcuts: &'static [Shortcut],
    /// What is shown below the heading: the last action, and the filters.
    children: Children,
) -> impl IntoView {
    let Listing { list, asked, views, keeping } = listing;
    let crumbs = crumbs.into_iter().map(|(href, name)| (href.to_owned(), name.to_owned())).collect();
    let files = has_files.then(|| view! { <ListFiles list query=asked.file()/> });
    let count = count.map(|count| view! { <p class="muted table-count" role="status">{begun(&count)}</p> });
    let gone = asked.only.then(|| gone_note(asked.chosen.len().saturating_sub(rows.len())));
    let has_ticks = bar.is_some() && !rows.is_empty();
    let table = if rows.is_empty() {
        nothing
    } else {
        let (asked, place) = (asked.clone(), place.clone());
        view! { {bar} <ListTable list caption=title lead has_actions asked place rows/> }.into_any()
    };
    let keys = (!shortcuts.is_empty()).then(|| view! { <ShortcutHelp shortcuts/> });
    view! {
        <PageHead title lede crumbs>{ways} {files}</PageHead>
        {children()}
        <ListTools list asked=asked.clone() views keeping/>
        {count}
        {gone}
        {table}
        <ListPages list label=pages asked place has_ticks/>
        {keys}
    }
    .into_any()
}

/// A text as it stands at the beginning of a line: the words for a number also stand within sentences.
fn begun(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Says that there are no rows, why, and what can be done about it.
#[component]
pub fn NoRows(
    /// The icon of what is listed.
    icon: &'static str,
    /// The title.
    title: &'static str,
    /// Why.
    text: &'static str,
    /// A way on.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name=icon/>
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

/// The filter field that `/` focuses.
#[component]
pub fn SoughtField(
    /// The control's name and id.
    name: &'static str,
    /// Its label.
    label: &'static str,
    /// What was typed.
    value: String,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=name data-shortcut="/">{label}</label>
            <input id=name name=name type="search" autocomplete="off" maxlength="100" aria-keyshortcuts="/" value=value/>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::begun;

    #[test]
    fn a_count_begins_its_line_with_a_capital() {
        assert_eq!(begun("more than 1,000 users"), "More than 1,000 users");
        assert_eq!(begun("über 1.000 Benutzer"), "Über 1.000 Benutzer");
        assert_eq!(begun("25 users"), "25 users");
        assert_eq!(begun(""), "");
    }
}
