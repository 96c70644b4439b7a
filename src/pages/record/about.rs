//! The patient's own details and statements about their health.

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
    words::tr,
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
    let lede = tr!(RecordYourNumber, number = about.number);
    view! {
        <PageHead title=tr!(RecordAboutMe) lede crumbs=vec![("/record".into(), tr!(RecordMine).into())]/>
        <Flash param="saved" text=tr!(Saved) error/>
        <Flash param="said" text=tr!(RecordAdded) error/>
        <Flash param="ended" text=tr!(RecordRemoved) error/>
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
                        <Submit label=tr!(RecordRemove) context=name busy=end.pending() class="btn btn-quiet btn-sm"/>
                    </ActionForm>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let list = if rows.is_empty() {
        view! { <p class="muted">{tr!(RecordNothingSaid)}</p> }.into_any()
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
            <h2 id="health">{tr!(RecordOwnWords)}</h2>
            {list}
            <ActionForm action=add attr:class="form card" attr:novalidate=true>
                <h3>{tr!(RecordAddSomething)}</h3>
                <div class="field">
                    <label for="statement_kind">{tr!(RecordWhatIsIt)}</label>
                    <select id="statement_kind" name="statement[statement_kind]">{kinds}</select>
                </div>
                <TextField
                    field=Field::StatementName
                    name="statement[statement_name]"
                    label=tr!(RecordStatementName)
                    hint=tr!(RecordStatementHint)
                    value=typed.statement_name
                    error
                />
                <div class="field">
                    <label for="severity">{tr!(RecordHowSevere)}" "<span class="optional">{tr!(RecordAllergiesOnly)}</span></label>
                    <select id="severity" name="statement[severity]"><option value="">{tr!(RecordNotAnAllergy)}</option>{degrees}</select>
                    <FieldProblem field=Field::Severity error/>
                </div>
                <TextField
                    field=Field::Detail
                    name="statement[detail]"
                    label=tr!(RecordDetails)
                    hint=tr!(RecordDetailsHint)
                    optional=true
                    value=typed.detail
                    error
                />
                <TextField
                    field=Field::Since
                    name="statement[since]"
                    label=tr!(RecordSinceWhen)
                    hint=tr!(RecordSinceHint)
                    class="input-20"
                    optional=true
                    value=typed.since
                    error
                />
                <div class="form-actions"><Submit label=tr!(RecordAdd) busy=add.pending()/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}

fn one(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Allergy => tr!(RecordAnAllergy),
        StatementKind::Condition => tr!(RecordACondition),
        StatementKind::Medication => tr!(RecordAMedication),
        StatementKind::History => tr!(RecordFromThePast),
    }
}

#[component]
fn Details(form: ProfileForm, card_signs_in: bool, actions: Actions) -> impl IntoView {
    let Actions { save, error, .. } = actions;
    let password = card_signs_in.then(|| {
        view! {
            <TextField
                field=Field::CurrentPassword
                label=tr!(RecordYourPassword)
                hint=tr!(RecordPasswordHint)
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
            <h2 id="details">{tr!(RecordPersonal)}</h2>
            <ActionForm action=save attr:class="form" attr:novalidate=true>
                <div class="form-section">
                    <TextField field=Field::Name name="form[name]" label=tr!(FullName) autocomplete="name" value=form.name error/>
                    {phone(Field::Phone, "form[phone]", tr!(Phone), form.phone, false)}
                    <BirthDate day=form.birth_day month=form.birth_month year=form.birth_year error/>
                    <Choice id="gender" name="form[gender]" label=tr!(Gender) none=tr!(RecordRatherNotSay) chosen=form.gender options=genders()/>
                    <Choice id="blood_group" name="form[blood_group]" label=tr!(BloodGroup) none=tr!(IDontKnow) chosen=form.blood_group options=blood_groups()/>
                    {text(Field::Address, "form[address]", tr!(Address), form.address)}
                </div>
                <div class="form-section">
                    <h3>{tr!(RecordInsurance)}</h3>
                    {text(Field::Medicare, "form[medicare]", tr!(MedicareNumber), form.medicare)}
                    {text(Field::Insurer, "form[insurer]", tr!(RecordInsurer), form.insurer)}
                    {text(Field::InsuranceNumber, "form[insurance_number]", tr!(RecordMemberNumber), form.insurance_number)}
                </div>
                <div class="form-section">
                    <h3>{tr!(RecordEmergencyContact)}</h3>
                    {text(Field::EmergencyName, "form[emergency_name]", tr!(RecordTheirName), form.emergency_name)}
                    {text(Field::EmergencyRelation, "form[emergency_relation]", tr!(RecordRelation), form.emergency_relation)}
                    {phone(Field::EmergencyPhone, "form[emergency_phone]", tr!(RecordTheirPhone), form.emergency_phone, true)}
                </div>
                {password}
                <div class="form-actions"><Submit label=tr!(RecordSaveDetails) busy=save.pending()/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}

fn genders() -> Vec<(&'static str, &'static str)> {
    let word = |gender| match gender {
        Gender::Female => tr!(Female),
        Gender::Male => tr!(Male),
        Gender::Other => tr!(AnotherGender),
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
