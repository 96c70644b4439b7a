//! Where a practitioner works: adding and ending work at a centre.

use leptos::prelude::*;

use super::practitioner_actions::Actions;
use crate::{
    components::{action_form::ActionForm, field::FieldProblem, first_hours::FirstHours, icon::Icon, submit::Submit},
    domain::form::Field,
    error::AppError,
    views::personnel::{PersonnelEditView, WorkView},
    words::{counted, tr},
};

/// Their centres, and the form for another one.
#[component]
pub fn Work(
    /// The practitioner's key.
    id: i64,
    /// The practitioner.
    person: PersonnelEditView,
    /// The actions on them.
    actions: Actions,
    /// The last response to a form on the page.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let PersonnelEditView { name, first, centres, work, .. } = person;
    let list = if work.is_empty() {
        view! { <p class="muted">{tr!(PeopleNoWork)}</p> }.into_any()
    } else {
        let rows = work.into_iter().map(|work| row(id, work, &name, actions)).collect_view();
        view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
    };
    let more = (!centres.is_empty()).then(|| {
        view! {
            <h3>{tr!(PeopleAddCentre)}</h3>
            <ActionForm action=actions.add attr:class="form section-tight" attr:novalidate=true>
                <input type="hidden" name="practitioner" value=id/>
                <FirstHours first centres error/>
                <div class="form-actions"><Submit label=tr!(PeopleAddCentreNow) busy=actions.add.pending()/></div>
            </ActionForm>
        }
    });
    view! {
        <section class="section stack" aria-labelledby="affected">
            <h2 id=Field::Affected.control() tabindex="-1">{tr!(PeopleWhereTheyWork)}</h2>
            <FieldProblem field=Field::Affected error/>
            {list}
            {more}
        </section>
    }
    .into_any()
}

fn row(id: i64, work: WorkView, name: &str, actions: Actions) -> AnyView {
    let WorkView { id: affiliation, centre, hours, coming } = work;
    let hours = match hours.is_empty() {
        true => tr!(PeopleNoHours).to_owned(),
        false => hours.iter().map(|(day, windows)| format!("{day} {windows}")).collect::<Vec<_>>().join("; "),
    };
    let seen = coming.iter().map(|one| view! { <input type="hidden" name="seen[]" value=*one/> }).collect_view();
    let tell = (!coming.is_empty()).then(|| {
        view! {
            <label class="choice">
                <input type="checkbox" name="tell" value="true" checked=true/>
                <span>{tr!(PeopleAskToMove)}</span>
            </label>
        }
    });
    let effect = format!("{} {}", tr!(PeopleEndEffect, name = name, centre = centre), booked(coming.len()));
    view! {
        <li class="row">
            <Icon name="building"/>
            <div class="row-body">
                <h3>{centre.clone()}</h3>
                <p class="muted small">{hours}</p>
            </div>
            <details class="sure" name="sure">
                <summary class="btn btn-quiet btn-sm">
                    {tr!(PeopleEnd)}<span class="visually-hidden">{format!(" {}", tr!(PeopleWorkAt, centre = centre))}</span>
                </summary>
                <ActionForm action=actions.end attr:class="stack-s">
                    <input type="hidden" name="practitioner" value=id/>
                    <input type="hidden" name="affiliation" value=affiliation/>
                    {seen}
                    <p>{effect}</p>
                    {tell}
                    <Submit
                        label=tr!(PeopleYesEnd)
                        context=tr!(PeopleAtCentre, centre = centre)
                        busy=actions.end.pending()
                        class="btn btn-danger btn-sm"
                    />
                </ActionForm>
            </details>
        </li>
    }
    .into_any()
}

/// What becomes of the appointments there.
fn booked(coming: usize) -> String {
    match coming {
        0 => tr!(PeopleNoneBooked).to_owned(),
        n => counted!(PeopleBookedThere, n),
    }
}
