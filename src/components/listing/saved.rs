//! Saved views of a list: a row of links, and the forms that save, change and delete them.

use leptos::prelude::*;

use super::{Asked, tools::ColumnChoice};
use crate::{
    components::{
        action_form::ActionForm,
        field::FieldProblem,
        flash::Flash,
        form_error::{FormError, LatestError, successes},
        icon::Icon,
        ignored::ignored,
        submit::Submit,
    },
    domain::{
        form::Field,
        list::{LONGEST_NAME, List},
    },
    error::AppError,
    server_fns::list_view::{ChangeListView, RemoveListView, RepairListView, SaveListView, list_views},
    views::list_view::{ListViewView, ListViewsView},
    words::{all_of, tr},
};

/// The actions on views, and their results.
#[derive(Clone, Copy)]
pub struct Keeping {
    save: ServerAction<SaveListView>,
    change: ServerAction<ChangeListView>,
    remove: ServerAction<RemoveListView>,
    repair: ServerAction<RepairListView>,
    error: Signal<Option<AppError>>,
    counts: [Signal<usize>; 4],
}

impl Keeping {
    /// For a page with a list.
    #[must_use]
    pub fn new() -> Self {
        let (save, change) = (ServerAction::new(), ServerAction::new());
        let (remove, repair) = (ServerAction::new(), ServerAction::new());
        let error = LatestError::new().of(save).of(change).of(remove).of(repair).signal();
        // Only a success reloads the list: a refused form keeps its input.
        let counts = [successes(save), successes(change), successes(remove), successes(repair)];
        Self { save, change, remove, repair, error, counts }
    }

    /// How many actions have succeeded; each reloads the page's data.
    #[must_use]
    pub fn version(self) -> usize {
        self.counts.into_iter().map(|count| count.get()).sum()
    }
}

impl Default for Keeping {
    fn default() -> Self {
        Self::new()
    }
}

/// Loads a page of a list together with its views.
///
/// # Errors
/// Those of either.
pub async fn with_views<T>(
    list: &'static List,
    opens: bool,
    found: impl Future<Output = Result<T, AppError>>,
) -> Result<(T, ListViewsView), AppError> {
    let found = found.await?;
    Ok((found, list_views(list.key.to_owned(), opens).await?))
}

/// The views of a list, and the choice of its columns.
#[component]
pub fn ListTools(
    /// Which list.
    list: &'static List,
    /// What the address asks for.
    asked: Asked,
    /// The views.
    views: ListViewsView,
    /// The actions on them.
    keeping: Keeping,
    /// Whether it is a table, whose columns can be chosen.
    #[prop(default = true)]
    has_columns: bool,
) -> impl IntoView {
    let (columns, error) = (asked.clone(), keeping.error);
    let columns = has_columns.then(|| view! { <ColumnChoice list asked=columns/> });
    view! {
        {ignored(&asked.not_understood)}
        <Flash param="view_saved" text=tr!(ClinicViewSaved) error/>
        <Flash param="view_removed" text=tr!(ClinicViewDeleted) error/>
        <FormError error/>
        <div class="list-tools no-print">
            <Views list asked found=views keeping/>
            {columns}
        </div>
    }
    .into_any()
}

#[component]
fn Views(list: &'static List, asked: Asked, found: ListViewsView, keeping: Keeping) -> impl IntoView {
    let ListViewsView { views, may_share } = found;
    let query = asked.query();
    let link = |href: String, name: String, is_current: bool, note: Option<&'static str>| {
        let note = note.map(|note| view! { <span class="muted small">{format!(" {note}")}</span> });
        view! { <li><a class="chip" href=href aria-current=is_current.then_some("page")>{name}{note}</a></li> }
    };
    let of = |view: &str| format!("{}?{}", list.path, asked.carrying(view.to_owned()));
    let links = (!views.is_empty()).then(|| {
        let all = link(of("view=all"), tr!(PeopleAll).to_owned(), query.is_empty(), None);
        let others = views
            .iter()
            .map(|view| {
                let note = match (view.is_default && view.own, view.own) {
                    (true, _) => Some(tr!(ClinicViewOpensFirst)),
                    (_, false) => Some(tr!(ClinicViewShared)),
                    _ => None,
                };
                link(of(&view.query), view.name.clone(), view.query == query, note)
            })
            .collect_view();
        view! { <nav aria-label=tr!(ClinicViewsSaved)><ul class="chips" role="list">{all}{others}</ul></nav> }
    });
    let gone = views.iter().find(|view| view.query == query && !view.gone.is_empty()).map(|view| {
        let text = tr!(ClinicViewGone, gone = all_of(&view.gone));
        let id = view.id;
        let repair = view.own.then(|| {
            view! {
                <ActionForm action=keeping.repair>
                    <input type="hidden" name="id" value=id/>
                    <Submit label=tr!(ClinicViewRepair) busy=keeping.repair.pending() class="btn btn-sm"/>
                </ActionForm>
            }
        });
        view! { <div class="note note-warn"><Icon name="warning"/><div class="stack-s"><p>{text}</p>{repair}</div></div> }
    });
    let own: Vec<ListViewView> = views.into_iter().filter(|view| view.own).collect();
    let manage = (!own.is_empty()).then(|| {
        let forms = own.into_iter().map(|view| view! { <Kept view may_share keeping/> }).collect_view();
        view! {
            <details class="list-fold">
                <summary class="btn btn-sm"><Icon name="edit"/>{tr!(ClinicViewsManage)}</summary>
                <div class="card list-fold-body stack">{forms}</div>
            </details>
        }
    });
    view! {
        {links}
        {gone}
        <details class="list-fold">
            <summary class="btn btn-sm"><Icon name="plus"/>{tr!(ClinicViewSaveThis)}</summary>
            <ActionForm action=keeping.save attr:class="card list-fold-body stack" attr:novalidate=true>
                <input type="hidden" name="list" value=list.key/>
                <input type="hidden" name="view_query" value=query/>
                <div class="field">
                    <label for="view_name">{tr!(ClinicViewName)}</label>
                    <input
                        id="view_name"
                        name="view_name"
                        type="text"
                        autocomplete="off"
                        maxlength=LONGEST_NAME
                        required=true
                    />
                    <FieldProblem field=Field::ViewName error=keeping.error/>
                </div>
                <p class="hint">{tr!(ClinicViewKeeps)}</p>
                <Choices is_default=false shared=false may_share/>
                <Submit label=tr!(ClinicViewSave) busy=keeping.save.pending() class="btn btn-primary btn-sm"/>
            </ActionForm>
        </details>
        {manage}
    }
    .into_any()
}

/// Who can see a view, and whether it is the default.
#[component]
fn Choices(is_default: bool, shared: bool, may_share: bool) -> impl IntoView {
    let share = may_share.then(|| {
        view! {
            <label class="choice">
                <input type="checkbox" name="shared" value="true" checked=shared/>
                <span>{tr!(ClinicViewShare)}</span>
            </label>
        }
    });
    view! {
        <label class="choice">
            <input type="checkbox" name="is_default" value="true" checked=is_default/>
            <span>{tr!(ClinicViewOpenWith)}</span>
        </label>
        {share}
    }
}

/// One of the reader's own views, to change or delete.
#[component]
fn Kept(view: ListViewView, may_share: bool, keeping: Keeping) -> impl IntoView {
    let ListViewView { id, name, shared, is_default, .. } = view;
    let field = format!("view_name-{id}");
    let (heading, whose) = (name.clone(), tr!(ClinicTheView, name = name));
    let deleted = whose.clone();
    view! {
        <section class="stack-s" aria-label=heading>
            <ActionForm action=keeping.change attr:class="stack-s">
                <input type="hidden" name="id" value=id/>
                <div class="field">
                    <label for=field.clone()>{tr!(PeopleName)}</label>
                    <input
                        id=field
                        name="view_name"
                        type="text"
                        autocomplete="off"
                        maxlength=LONGEST_NAME
                        required=true
                        value=name
                    />
                </div>
                <Choices is_default shared may_share/>
                <Submit
                    label=tr!(PeopleSave)
                    context=whose
                    busy=keeping.change.pending()
                    class="btn btn-primary btn-sm"
                />
            </ActionForm>
            <ActionForm action=keeping.remove>
                <input type="hidden" name="id" value=id/>
                <Submit
                    label=tr!(ClinicViewDelete)
                    context=deleted
                    busy=keeping.remove.pending()
                    class="btn btn-danger btn-sm"
                />
            </ActionForm>
        </section>
    }
    .into_any()
}
