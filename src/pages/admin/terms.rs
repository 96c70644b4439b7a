//! Professions and areas of expertise: renaming one, and merging two.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        agreement::Agreement,
        field::{FieldProblem, TextField},
        flash::Flash,
        form_error::{FormError, LatestError, successes},
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        table::Table,
        undo_edit::{Edited, Undoing},
    },
    domain::{address::escape, form::Field, term::TermForm},
    error::AppError,
    server_fns::term::{RenameTerm, admin_terms},
    views::term::{TermView, TermsView},
    words::{listed, tr},
};

/// The page.
#[component]
pub fn Terms() -> impl IntoView {
    let action = ServerAction::<RenameTerm>::new();
    // Reloaded only after a success: a refused form keeps its input.
    let renamed = successes(action);
    let undoing = Undoing::new(move || renamed.get());
    let undone = successes(undoing.action);
    let data = resource(move || (renamed.get(), undone.get()), |_| admin_terms());
    view! {
        <div class="wrap">
            {loaded(data, move |terms| view! { <Page terms action undoing/> }.into_any())}
        </div>
    }
}

#[component]
fn Page(terms: TermsView, action: ServerAction<RenameTerm>, undoing: Undoing) -> impl IntoView {
    let error = LatestError::new().of(action).of(undoing.action).signal();
    let crumbs = vec![
        ("/admin".into(), tr!(NavOverview).into()),
        ("/admin/practitioners".into(), tr!(KindPractitioners).into()),
    ];
    let tables = [
        ("professions", tr!(ClinicProfessions), terms.professions.clone()),
        ("expertise", tr!(PracticeAreas), terms.expertise.clone()),
    ];
    let tables = tables.into_iter().filter(|(_, _, terms)| !terms.is_empty()).map(table).collect_view();
    view! {
        <PageHead title=tr!(ClinicTerms) lede=tr!(ClinicTermsLede) crumbs/>
        <Edited param="renamed" text=tr!(ClinicTermRenamed) error undoing/>
        <Flash param="merged" text=tr!(ClinicTermsMerged) error/>
        <Flash param="undone" text=tr!(PeopleUndone) error/>
        <FormError error/>
        <div class="split">
            <div class="split-aside card">
                <Rename terms action error/>
            </div>
            <div class="stack">{tables}</div>
        </div>
    }
    .into_any()
}

#[component]
fn Rename(terms: TermsView, action: ServerAction<RenameTerm>, error: Signal<Option<AppError>>) -> impl IntoView {
    let TermsView { professions, expertise, form } = terms;
    let groups = [(tr!(ClinicProfessions), professions), (tr!(PracticeAreas), expertise)];
    let groups = groups.into_iter().map(|(label, terms)| {
        let options = terms.into_iter().filter(|term| !term.fixed).map(|term| option(term, &form.term)).collect_view();
        view! { <optgroup label=label>{options}</optgroup> }
    });
    let groups = groups.collect_view();
    let ticked = !form.merge.is_empty();
    view! {
        <h2>{tr!(ClinicTermRename)}</h2>
        <ActionForm action attr:class="form section-tight" attr:novalidate=true>
            <div class="field">
                <label for=Field::Term.control()>{tr!(ClinicTermWhich)}</label>
                <select id=Field::Term.control() name="form[term]">
                    <option value="">{tr!(ClinicTermChoose)}</option>
                    {groups}
                </select>
                <FieldProblem field=Field::Term error/>
            </div>
            <TextField
                field=Field::TermName
                name="form[name]"
                label=tr!(ClinicTermNewName)
                value=form.name.clone()
                error
            />
            <Agreement field=Field::TermMerge name="form[merge]" label=tr!(ClinicTermsMerge) ticked error/>
            <p class="muted small">{tr!(ClinicTermsFixed)}</p>
            <div class="form-actions"><Submit label=tr!(ClinicTermRename) busy=action.pending()/></div>
        </ActionForm>
    }
    .into_any()
}

fn option(term: TermView, chosen: &str) -> AnyView {
    let value = TermForm::choice(term.kind, &term.name);
    let selected = value == chosen;
    view! { <option value=value selected=selected>{term.name}</option> }.into_any()
}

fn table((id, title, terms): (&'static str, &'static str, Vec<TermView>)) -> AnyView {
    let name = match id {
        "professions" => tr!(Profession),
        _ => tr!(Expertise),
    };
    let row = |term: TermView| {
        let those = format!("/admin/practitioners?q={}", escape(&term.name));
        let former = (!term.former.is_empty()).then(|| {
            view! { <p class="muted small">{tr!(ClinicTermFormerly, names = listed(&term.former))}</p> }
        });
        view! {
            <tr>
                <th scope="row" data-label=name>{term.name}{former}</th>
                <td data-label=tr!(KindPractitioners)><a href=those>{term.practitioners}</a></td>
            </tr>
        }
    };
    let rows = terms.into_iter().map(row).collect_view();
    view! {
        <section class="stack-s">
            <h2>{title}</h2>
            <Table id caption=title columns=[name, tr!(KindPractitioners)]>{rows}</Table>
        </section>
    }
    .into_any()
}
