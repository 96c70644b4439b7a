//! What patients say of themselves: personal details, and their own view of their health.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        birth_date::BirthDate,
        field::{FieldProblem, TextField},
        flash::Flash,
        form_error::{FormError, LatestError},
        loaded::{loaded, resource},
        page_head::PageHead,
        record_entry::Statement,
        submit::Submit,
    },
    domain::{
        form::Field,
        patient::{BLOOD_GROUPS, Gender},
        profile::ProfileForm,
        statement::{Severity, StatementKind},
    },
    error::AppError,
    server_fns::record::{AddStatement, EndStatement, SaveProfile, about_me},
    views::{
        record::{AboutView, StatementView, TypedStatement},
        record_words,
    },
};

type Error = Signal<Option<AppError>>;

#[derive(Clone, Copy)]
struct Actions {
    save: ServerAction<SaveProfile>,
    add: ServerAction<AddStatement>,
    end: ServerAction<EndStatement>,
    error: Error,
}

/// The page.
#[component]
pub fn About() -> impl IntoView {
    let (save, add, end) = (ServerAction::new(), ServerAction::new(), ServerAction::new());
    let error = LatestError::new().of(save).of(add).of(end).signal();
    let actions = Actions { save, add, end, error };
    let data = resource(move || (add.version().get(), end.version().get()), |_| about_me());
    view! {
        <div class="wrap wrap-narrow">
            {loaded(data, move |about| view! { <Forms about actions/> }.into_any())}
        </div>
    }
}

#[component]
fn Forms(about: AboutView, actions: Actions) -> impl IntoView {
    let error = actions.error;
    let lede = format!(
        "Your patient number is {}. Your practitioners see this page when you have an appointment with them.",
        about.number
    );
    view! {
        <PageHead title="About me" lede crumbs=vec![("/record".into(), "My health record".into())]/>
        <Flash param="saved" text="Saved." error/>
        <Flash param="said" text="Added." error/>
        <Flash param="ended" text="Removed. It's still in your record's history." error/>
        <FormError error/>
        <Health statements=about.statements typed=about.typed.unwrap_or_default() actions/>
        <Details form=about.form card_signs_in=about.card_signs_in actions/>
    }
    .into_any()
}

#[component]
fn Health(statements: Vec<StatementView>, typed: TypedStatement, actions: Actions) -> impl IntoView {
    let Actions { add, end, error, .. } = actions;
    let rows = statements
        .into_iter()
        .map(|statement| {
            let (id, name) = (statement.id, statement.name.clone());
            view! {
                <li class="row">
                    <div class="row-body">
                        <p class="meta"><span>{record_words::statement_kinds(statement.kind)}</span></p>
                        <Statement statement/>
                    </div>
                    <ActionForm action=end>
                        <input type="hidden" name="id" value=id/>
                        <Submit label="Remove" context=name busy=end.pending() class="btn btn-quiet btn-sm"/>
                    </ActionForm>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let list = if rows.is_empty() {
        view! { <p class="muted">"Nothing yet. Allergies matter most: they're always shown to anyone who treats you."</p> }
            .into_any()
    } else {
        view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
    };
    let kinds = StatementKind::ALL
        .into_iter()
        .map(|kind| {
            let is_chosen = typed.statement_kind == kind.as_str();
            view! { <option value=kind.as_str() selected=is_chosen>{one(kind)}</option> }
        })
        .collect_view();
    let degrees = Severity::ALL
        .into_iter()
        .map(|severity| {
            let is_chosen = typed.severity == severity.as_str();
            view! { <option value=severity.as_str() selected=is_chosen>{record_words::severity(severity)}</option> }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="health">
            <h2 id="health">"Your health, in your own words"</h2>
            {list}
            <ActionForm action=add keeps_text=true attr:class="form card" attr:novalidate=true>
                <h3>"Add something"</h3>
                <div class="field">
                    <label for="statement_kind">"What is it?"</label>
                    <select id="statement_kind" name="statement[statement_kind]">{kinds}</select>
                </div>
                <TextField
                    field=Field::StatementName
                    name="statement[statement_name]"
                    label="Name"
                    hint="For example: penicillin, asthma, ibuprofen, appendix removed"
                    value=typed.statement_name
                    error
                />
                <div class="field">
                    <label for="severity">"How severe is it? "<span class="optional">"(allergies only)"</span></label>
                    <select id="severity" name="statement[severity]"><option value="">"Not an allergy"</option>{degrees}</select>
                    <FieldProblem field=Field::Severity error/>
                </div>
                <TextField
                    field=Field::Detail
                    name="statement[detail]"
                    label="Details"
                    hint="Such as how you react, or how much you take and how often"
                    optional=true
                    value=typed.detail
                    error
                />
                <TextField
                    field=Field::Since
                    name="statement[since]"
                    label="Since when"
                    hint="A year is fine"
                    class="input-20"
                    optional=true
                    value=typed.since
                    error
                />
                <div class="form-actions"><Submit label="Add" busy=add.pending()/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}

fn one(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Allergy => "An allergy",
        StatementKind::Condition => "A condition",
        StatementKind::Medication => "A medication I take",
        StatementKind::History => "Something from the past: an operation, an illness, family history",
    }
}

#[component]
fn Details(form: ProfileForm, card_signs_in: bool, actions: Actions) -> impl IntoView {
    let Actions { save, error, .. } = actions;
    let password = card_signs_in.then(|| {
        view! {
            <TextField
                field=Field::CurrentPassword
                label="Your password"
                hint="Only needed if you change your Medicare card number, because you can sign in with it"
                kind="password"
                autocomplete="current-password"
                optional=true
                error
            />
        }
    });
    let text = move |field, name, label, value: String| {
        view! { <TextField field name label optional=true value error/> }
    };
    let phone = move |field, name, label, value: String, optional| {
        view! { <TextField field name label kind="tel" class="input-20" optional value error/> }
    };
    view! {
        <section class="section" aria-labelledby="details">
            <h2 id="details">"Personal details"</h2>
            <ActionForm action=save keeps_text=true attr:class="form" attr:novalidate=true>
                <div class="form-section">
                    <TextField field=Field::Name name="form[name]" label="Full name" autocomplete="name" value=form.name error/>
                    {phone(Field::Phone, "form[phone]", "Phone", form.phone, false)}
                    <BirthDate day=form.birth_day month=form.birth_month year=form.birth_year error/>
                    <Choice id="gender" name="form[gender]" label="Gender" none="Rather not say" chosen=form.gender options=genders()/>
                    <Choice id="blood_group" name="form[blood_group]" label="Blood group" none="I don't know" chosen=form.blood_group options=blood_groups()/>
                    {text(Field::Address, "form[address]", "Address", form.address)}
                </div>
                <div class="form-section">
                    <h3>"Insurance"</h3>
                    {text(Field::Medicare, "form[medicare]", "Medicare card number", form.medicare)}
                    {text(Field::Insurer, "form[insurer]", "Private insurer", form.insurer)}
                    {text(Field::InsuranceNumber, "form[insurance_number]", "Member number", form.insurance_number)}
                </div>
                <div class="form-section">
                    <h3>"Emergency contact"</h3>
                    {text(Field::EmergencyName, "form[emergency_name]", "Their name", form.emergency_name)}
                    {text(Field::EmergencyRelation, "form[emergency_relation]", "Relationship to you", form.emergency_relation)}
                    {phone(Field::EmergencyPhone, "form[emergency_phone]", "Their phone", form.emergency_phone, true)}
                </div>
                {password}
                <div class="form-actions"><Submit label="Save details" busy=save.pending()/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}

fn genders() -> Vec<(&'static str, &'static str)> {
    let word = |gender| match gender {
        Gender::Female => "Female",
        Gender::Male => "Male",
        Gender::Other => "Another",
    };
    Gender::ALL.into_iter().map(|gender| (gender.as_str(), word(gender))).collect()
}

fn blood_groups() -> Vec<(&'static str, &'static str)> {
    BLOOD_GROUPS.into_iter().map(|group| (group, group)).collect()
}

#[component]
fn Choice(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    none: &'static str,
    chosen: String,
    options: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|(value, words)| view! { <option value=value selected=chosen == value>{words}</option> })
        .collect_view();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select id=id name=name class="input-20"><option value="">{none}</option>{options}</select>
        </div>
    }
    .into_any()
}
