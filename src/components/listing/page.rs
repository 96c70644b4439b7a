//! The page of a list: its query and data, then its heading, tools, rows and links to other pages.

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    Asked, ListPages, ListTable, Row, SHORTCUTS, asked,
    saved::{Keeping, ListTools, with_views},
    tools::ListFiles,
};
use crate::{
    browser,
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
    /// Whether the data shown came from such a reload.
    looked_again: StoredValue<bool>,
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
        let (again, looked_again) = (StoredValue::new(false), StoredValue::new(false));
        let data = resource(
            move || (wanted.get(), done(), keeping.version()),
            move |(asked, ..)| {
                let (opens, again) = (asked.opens, again.try_update_value(std::mem::take).unwrap_or_default());
                looked_again.try_set_value(again);
                with_views(list, opens, read(asked, again))
            },
        );
        Self { list, wanted, keeping, data, again, looked_again }
    }

    /// Reloads without being asked to.
    pub fn look_again(self) {
        self.again.set_value(true);
        self.data.refetch();
    }

    /// Draws with `draw`. If the list has reloaded by itself, checkboxes with this name that were ticked meanwhile stay ticked.
    pub fn with_ticks(self, name: &'static str, draw: impl FnOnce() -> AnyView) -> AnyView {
        let ticked = if self.looked_again.get_value() { browser::ticked(name) } else { Vec::new() };
        let drawn = draw();
        if !ticked.is_empty() {
            browser::tick_again(name, ticked);
        }
        drawn
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
    let files = has_files.then(|| view! { <ListFiles list query=asked.query()/> });
    let count = count.map(|count| view! { <p class="muted table-count" role="status">{count}</p> });
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
        {table}
        <ListPages list label=pages asked place/>
        {keys}
    }
    .into_any()
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
