//! Writing a referral in an appointment: first the addressee, by name or by field, then the letter.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        area_field::AreaField,
        field::{FieldProblem, TextField},
        form_error::{FormError, action_error},
        loaded::{loaded, resource},
        page_head::PageHead,
        referral::{ColleagueSearch, Colleagues, priority_word},
        result_card::ByReferral,
        submit::Submit,
    },
    domain::{address, form::Field, referral::Priority},
    error::AppError,
    server_fns::referral::{SendReferral, refer_form},
    views::referral::{ColleagueView, WritingView},
    words::{listed, tr},
};

/// The page.
#[component]
pub fn Refer() -> impl IntoView {
    let (id, query) = (id_in_address(), use_query_map());
    let asked = Memo::new(move |_| {
        let part = |name: &str| query.with(|query| query.get(name).unwrap_or_default());
        (id.get(), part("to"), part("field"), part("q"))
    });
    // The input stays when a letter is refused: the data are not reloaded.
    let data = resource(move || asked.get(), |(id, to, field, q)| refer_form(id, to, field, q));
    let action = ServerAction::<SendReferral>::new();
    let shown = move |writing| page(writing, asked.with_untracked(|asked| asked.3.clone()), action);
    view! { <div class="wrap wrap-narrow">{loaded(data, shown)}</div> }
}

fn page(writing: WritingView, q: String, action: ServerAction<SendReferral>) -> AnyView {
    let crumbs = vec![
        ("/practitioner".to_owned(), tr!(NavDay).to_owned()),
        (address::appointment(writing.appointment), tr!(Appointment).to_owned()),
    ];
    let title = tr!(ConsultRefer, name = writing.patient_name);
    let step = match (writing.to.clone(), writing.field.clone()) {
        (Some(to), _) => view! { <Write writing to=Some(to) field=None action/> }.into_any(),
        (None, Some(field)) => view! { <Write writing to=None field=Some(field) action/> }.into_any(),
        (None, None) => view! { <Choose writing q/> }.into_any(),
    };
    view! {
        <PageHead title tab=tr!(ConsultReferTab) crumbs/>
        {step}
    }
    .into_any()
}

#[component]
fn Choose(writing: WritingView, q: String) -> impl IntoView {
    let here = address::referring(writing.appointment);
    let fields = writing.fields.into_iter().map(|field| view! { <option value=field.clone()>{field.clone()}</option> });
    let fields = fields.collect_view();
    let nobody = writing.found.is_empty();
    view! {
        <section class="section" aria-labelledby="by-name">
            <h2 id="by-name">{tr!(ConsultToSomeone)}</h2>
            <p class="muted">{tr!(ConsultToSomeoneText)}</p>
            <ColleagueSearch action=here.clone() q nobody/>
            <Colleagues found=writing.found choose=format!("{here}?to=")/>
        </section>
        <section class="section" aria-labelledby="by-field">
            <h2 id="by-field">{tr!(ConsultToField)}</h2>
            <p class="muted">{tr!(ConsultToFieldText)}</p>
            <form class="form" method="get" action=here>
                <div class="field">
                    <label for="field">{tr!(ConsultField)}</label>
                    <select id="field" name="field" class="input-20" required>
                        <option value="">{tr!(ConsultChooseField)}</option>
                        {fields}
                    </select>
                </div>
                <div class="form-actions">
                    <button class="btn" type="submit">{tr!(ConsultChooseThis)}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn Write(
    writing: WritingView,
    to: Option<ColleagueView>,
    field: Option<String>,
    action: ServerAction<SendReferral>,
) -> impl IntoView {
    let error = action_error(action);
    let form = writing.form;
    let back = address::referring(writing.appointment);
    let whom = match (&to, &field) {
        (Some(person), _) => view! {
            <p><strong>{person.name.clone()}</strong>{tr!(ConsultPersonTitle, profession = person.profession)}</p>
            <p class="muted">{listed(&person.expertise)}</p>
            {person.by_referral.then(|| view! { <ByReferral/> })}
        }
        .into_any(),
        (None, field) => {
            view! { <p><strong>{tr!(VisitAnyoneIn, field = field.clone().unwrap_or_default())}</strong></p> }.into_any()
        }
    };
    view! {
        <FormError error/>
        <section class="card" aria-labelledby="to-whom" id=Field::ReferTo.control()>
            <h2 id="to-whom">{tr!(ConsultTo)}</h2>
            {whom}
            <p><a href=back>{tr!(ConsultSomeoneElse)}</a></p>
        </section>
        <ActionForm action attr:class="form book-form" attr:novalidate=true>
            <input type="hidden" name="id" value=writing.appointment/>
            <input type="hidden" name="intent" value=writing.intent/>
            {to.map(|person| view! { <input type="hidden" name="to" value=person.id/> })}
            {field.map(|field| view! { <input type="hidden" name="field" value=field/> })}
            <Pressing chosen=form.priority error/>
            <Term days=writing.days until=form.valid_until error/>
            <TextField
                field=Field::Visits
                kind="number"
                label=tr!(ConsultVisits)
                hint=tr!(ConsultVisitsHint)
                value=form.visits
                class="input-10"
                error
            />
            <AreaField
                field=Field::Letter
                name="letter"
                label=tr!(ConsultLetter)
                hint=tr!(ConsultLetterHint)
                value=form.letter
                rows=12
                error
            />
            <div class="form-actions">
                <Submit label=tr!(ConsultSendReferral) busy=action.pending() class="btn btn-primary btn-lg"/>
                <a class="btn btn-quiet btn-lg" href=address::appointment(writing.appointment)>{tr!(BackToAppointment)}</a>
            </div>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Pressing(chosen: String, error: Signal<Option<AppError>>) -> impl IntoView {
    let choices = Priority::ALL.map(|priority| {
        let word = priority.as_str();
        view! {
            <label class="choice">
                <input type="radio" name=Field::Priority.control() value=word checked=chosen == word/>
                <span>{priority_word(priority)}</span>
            </label>
        }
    });
    view! {
        <fieldset class="field" id=Field::Priority.control()>
            <legend>{tr!(ConsultPriority)}</legend>
            <div class="cluster">{choices.into_iter().collect_view()}</div>
            <FieldProblem field=Field::Priority error/>
        </fieldset>
    }
}

#[component]
fn Term(days: (String, String), until: String, error: Signal<Option<AppError>>) -> impl IntoView {
    let id = Field::ValidUntil.control();
    view! {
        <div class="field">
            <label for=id>{tr!(ConsultValidUntil)}</label>
            <p class="hint" id="valid_until-hint">{tr!(ConsultValidHint)}</p>
            <input
                class="input-10"
                type="date"
                id=id
                name=id
                value=until
                min=days.0
                max=days.1
                required
                aria-describedby="valid_until-hint"
            />
            <FieldProblem field=Field::ValidUntil error/>
        </div>
    }
}
