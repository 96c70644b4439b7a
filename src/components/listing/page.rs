//! The page of a list: what its address asks for and the answer, then its head, its tools, its rows and the ways to its other pages.

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

/// What answers a page of a list: what was found, and the views that its reader keeps.
pub type Answer<T> = Resource<Result<(T, ListViewsView), AppError>>;

/// A list that is open.
pub struct OpenList<T>
where
    T: Send + Sync + 'static,
{
    list: &'static List,
    /// What the address asks for.
    pub wanted: Memo<Asked>,
    /// What can be done with its views.
    pub keeping: Keeping,
    /// What was found.
    pub data: Answer<T>,
    /// Whether it looks again by itself.
    again: StoredValue<bool>,
    /// Whether it did so for what is shown.
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
    /// What `read` finds, which is told what is asked for and whether the page looks again by itself; read again when `done` changes.
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

    /// Looks again, without being asked to.
    pub fn look_again(self) {
        self.again.set_value(true);
        self.data.refetch();
    }

    /// What `draw` draws. Where the list has looked again by itself, boxes of this name that were ticked meanwhile stay ticked.
    pub fn with_ticks(self, name: &'static str, draw: impl FnOnce() -> AnyView) -> AnyView {
        let ticked = if self.looked_again.get_value() { browser::ticked(name) } else { Vec::new() };
        let drawn = draw();
        if !ticked.is_empty() {
            browser::tick_again(name, ticked);
        }
        drawn
    }

    /// Looks again whenever its rows change, as the server tells of a list by its key.
    pub fn follow(self) {
        on_list_change(self.list.key, move || self.look_again());
    }

    /// Shows `view` of what was found, drawn anew only when that is another; or why there is nothing.
    pub fn shown(self, view: impl Fn(T, Listing) -> AnyView + Clone + Send + Sync + 'static) -> AnyView {
        let Self { list, wanted, keeping, data, .. } = self;
        followed_answer(data, wanted, move |(found, views), asked| view(found, Listing { list, asked, views, keeping }))
    }

    /// The same, drawn anew with every answer: for a page that shows more than what was found.
    pub fn shown_anew(self, view: impl Fn(T, Listing) -> AnyView + Clone + Send + Sync + 'static) -> AnyView {
        let Self { list, wanted, keeping, data, .. } = self;
        loaded(data, move |(found, views)| view(found, Listing { list, asked: wanted.get_untracked(), views, keeping }))
    }
}

/// A list as its page draws it, beside what was found.
#[derive(Clone)]
pub struct Listing {
    list: &'static List,
    /// What was asked for.
    pub asked: Asked,
    views: ListViewsView,
    keeping: Keeping,
}

/// The page, from its head to the keys that walk through it.
#[component]
pub fn ListPage(
    /// The list.
    listing: Listing,
    /// What it lists.
    title: &'static str,
    /// One line about it.
    #[prop(default = "")]
    lede: &'static str,
    /// The breadcrumbs: address and name of each page above.
    #[prop(default = vec![("/admin", tr!(NavOverview))])]
    crumbs: Vec<(&'static str, &'static str)>,
    /// Buttons beside the title.
    #[prop(optional)]
    ways: Option<AnyView>,
    /// Whether files can be made of it.
    #[prop(default = true)]
    has_files: bool,
    /// How many rows match.
    #[prop(optional, into)]
    count: Option<String>,
    /// What stands above the rows, if there are any.
    #[prop(default = None)]
    bar: Option<AnyView>,
    /// The head of what stands before each row, if anything does.
    #[prop(default = None)]
    lead: Option<&'static str>,
    /// Whether rows have something that can be done with them.
    #[prop(default = false)]
    has_actions: bool,
    /// The rows.
    rows: Vec<Row>,
    /// The sort order, and the previous and next pages.
    place: PlaceView,
    /// What stands there where there are none.
    nothing: AnyView,
    /// What its pages are called.
    pages: &'static str,
    /// Its keys.
    #[prop(default = &SHORTCUTS)]
    shortcuts: &'static [Shortcut],
    /// What stands below the head: what just happened, and the filters.
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
    /// A picture of what is listed.
    icon: &'static str,
    /// That there are none.
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

/// The field of the filters that `/` goes to.
#[component]
pub fn SoughtField(
    /// The control's name and id.
    name: &'static str,
    /// What is looked for.
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
