//! The prescription form: diagnosis, up to six medicines, and warnings.

use leptos::{form::FromFormData, prelude::*};

use super::{
    autosaved::{Autosaved, Drawn, said},
    small_forms::{Latest, framed, news, with_draft},
};
use crate::{
    components::{
        action_form::ActionForm,
        area_field::AreaField,
        field::{FieldProblem, TextField},
        form_error::{action_error, answers, refusals, successes},
        icon::Icon,
        submit::Submit,
    },
    domain::{
        draft::{Draft, DraftKind},
        form::Field,
        prescription::{MOST_MEDICINES, MedicineForm, PrescriptionForm as Form},
    },
    error::AppError,
    server_fns::{draft::DiscardDraft, prescription::SignPrescription},
    views::draft::DraftView,
    words::tr,
};

/// The form.
#[component]
pub fn PrescriptionForm(
    /// The appointment's key.
    id: Signal<String>,
    /// How often the consultation was opened here.
    opened: Signal<usize>,
    /// The key of the prescription to replace; blank for none.
    replace: Signal<String>,
    /// The form that was answered last.
    latest: Latest,
    /// What signs it.
    action: ServerAction<SignPrescription>,
) -> impl IntoView {
    let (error, signed, refused) = (action_error(action), successes(action), refusals(action));
    let (told, news) = news(action, DraftKind::Prescription, latest);
    let discard = ServerAction::<DiscardDraft>::new();
    let discarded = answers(discard);
    // Once the replacement is signed, nothing is to be replaced any more.
    let replaced = move || if signed.get() == 0 { replace.get() } else { String::new() };
    let begun = move || opened.get() + signed.get() + discarded.get();
    let key = move || (id.get(), replaced(), [begun(), refused.get()]);
    let form = move |id: String, kept: DraftView, drawn: Drawn| {
        let DraftView { draft, saved, warnings, warned } = kept;
        let form = match draft {
            Some(Draft::Prescription(form)) => form,
            _ => Form::default(),
        };
        let replacing = (!form.replaces.is_empty()).then(|| {
            let href = format!("/prescriptions/{}", form.replaces);
            view! {
                <p class="note">
                    <Icon name="info"/>
                    <span>{tr!(ConsultReplacesEarlier)}" "<a href=href>{tr!(ConsultSeeEarlier)}</a></span>
                </p>
            }
        });
        let mut medicines = form.medicines;
        medicines.resize(MOST_MEDICINES, MedicineForm::default());
        // Each is folded away inside the previous one.
        let (rows, _) =
            medicines.into_iter().enumerate().rev().fold((None, false), |(further, is_used), (index, row)| {
                let is_used = is_used || !row.is_blank();
                (Some(medicine(index, row, is_used, further, error)), is_used)
            });
        let form = view! {
            <Autosaved
                id=id.clone()
                kind=DraftKind::Prescription
                read=|data| SignPrescription::from_form_data(data).ok().map(|sent| Draft::Prescription(sent.form))
                saved
                drawn
                discard
            >
                <ActionForm action keeps_text=false attr:class="form">
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="form[replaces]" value=form.replaces/>
                    {replacing}
                    <TextField
                        field=Field::PrescribedFor
                        name="form[diagnosis]"
                        label=tr!(ConsultPrescribedFor)
                        hint=tr!(ConsultTheDiagnosis)
                        value=form.diagnosis
                        error
                    />
                    {rows}
                    <AreaField
                        field=Field::PrescriptionInstructions
                        name="form[instructions]"
                        label=tr!(ConsultInstructions)
                        hint=tr!(ConsultInstructionsHint)
                        value=form.instructions
                        optional=true
                        error
                    />
                    <AreaField
                        field=Field::FollowUp
                        name="form[follow_up]"
                        label=tr!(ConsultFollowUp)
                        hint=tr!(ConsultFollowUpHint)
                        value=form.follow_up
                        optional=true
                        error
                    />
                    {against(warnings, warned)}
                    <p class="hint">
                        {tr!(ConsultCompareHint)}
                    </p>
                    <p class="hint">{tr!(ConsultSignHint)}</p>
                    <div class="form-actions"><Submit label=tr!(ConsultSign) busy=action.pending()/></div>
                </ActionForm>
            </Autosaved>
        };
        let told = said(told, news, tr!(ConsultSigned));
        framed(("prescribe", tr!(ConsultPrescription)), None, told, news, form)
    };
    with_draft(key, DraftKind::Prescription, form)
}

/// The warnings, and the checkbox to sign it all the same.
fn against(warnings: Vec<String>, warned: String) -> Option<AnyView> {
    if warnings.is_empty() {
        return None;
    }
    let list = warnings.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
    let view = view! {
        <div class="against">
            <h3><Icon name="warning"/>{tr!(ConsultReviewFirst)}</h3>
            <ul>{list}</ul>
            <input type="hidden" name="form[warned]" value=warned/>
            <label class="choice" for="anyway">
                <input type="checkbox" id="anyway" name="anyway" value="true" data-ask-again=""/>
                <span>{tr!(ConsultPrescribeAnyway)}</span>
            </label>
        </div>
    };
    Some(view.into_any())
}

/// One medicine and the following ones; all but the first are folded away until they are used.
fn medicine(
    index: usize,
    row: MedicineForm,
    is_open: bool,
    further: Option<AnyView>,
    error: Signal<Option<AppError>>,
) -> AnyView {
    let number = index + 1;
    let MedicineForm { medicine, dose, as_directed, route, frequency, duration, instructions } = row;
    let field = |field: Field, name: &str, label: &'static str, hint: &'static str, value: String| {
        let id = if index == 0 { field.control().to_owned() } else { format!("{}-{number}", field.control()) };
        let name = format!("form[medicines][{index}][{name}]");
        let hint_id = format!("{id}-hint");
        let problem = (index == 0).then(|| view! { <FieldProblem field error/> });
        view! {
            <div class="field">
                <label for=id.clone()>{label}<span class="visually-hidden">" "{tr!(ConsultOfMedicine, n = number)}</span></label>
                <input id=id name=name type="text" autocomplete="off" value=value aria-describedby=hint_id.clone()/>
                <p class="hint" id=hint_id>{hint}</p>
                {problem}
            </div>
        }
        .into_any()
    };
    let fields = [
        field(Field::Medicine, "medicine", tr!(ConsultMedicine), tr!(ConsultMedicineHint), medicine),
        field(Field::Dose, "dose", tr!(ConsultDose), tr!(ConsultDoseHint), dose),
        field(Field::Route, "route", tr!(ConsultRoute), tr!(ConsultRouteHint), route),
        field(Field::Frequency, "frequency", tr!(ConsultHowOften), tr!(ConsultHowOftenHint), frequency),
        field(Field::TakenFor, "duration", tr!(ConsultHowLong), tr!(ConsultHowLongHint), duration),
        field(Field::MedicineInstructions, "instructions", tr!(ConsultRemarks), tr!(ConsultRemarksHint), instructions),
    ]
    .collect_view();
    let directed = format!("form[medicines][{index}][as_directed]");
    let fields = view! {
        <div class="medicine-fields">{fields}</div>
        <label class="choice">
            <input type="checkbox" name=directed value="true" checked=as_directed/>
            <span>{tr!(ConsultAsDirected)}<span class="visually-hidden">{tr!(ConsultMedicineSuffix, n = number)}</span></span>
        </label>
    };
    if index == 0 {
        view! {
            <fieldset class="medicine"><legend>{tr!(ConsultMedicineN, n = number)}</legend>{fields}</fieldset>
            {further}
        }
        .into_any()
    } else {
        view! {
            <details class="medicine" open=is_open>
                <summary>{tr!(ConsultMedicineN, n = number)}</summary>
                {fields}
                {further}
            </details>
        }
        .into_any()
    }
}
