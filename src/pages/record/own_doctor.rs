//! Confirmation before a practitioner becomes the reader's own doctor: who that is, what they will read, and for how long.

use leptos::prelude::*;

use super::sharing_actions::Actions;
use crate::{
    components::{action_form::ActionForm, form_error::FormError, icon::Icon, page_head::PageHead, submit::Submit},
    domain::ids::PractitionerId,
    views::suggest::{SuggestionKind, SuggestionView},
    words::tr,
};

/// The question.
#[component]
pub fn AskDoctor(
    /// The practitioner.
    doctor: SuggestionView,
    /// The practitioners to whom the record is closed: key and name.
    blocked: Vec<(PractitionerId, String)>,
    /// What the page's forms do.
    actions: Actions,
) -> impl IntoView {
    let SuggestionView { kind, text: name, detail } = doctor;
    let SuggestionKind::Practitioner(id) = kind else { return ().into_any() };
    let is_closed = blocked.iter().any(|(other, _)| other.0 == id);
    let closed = is_closed.then(|| {
        view! { <div class="note note-warn"><Icon name="lock"/><p>{tr!(RecordAskDoctorClosed)}</p></div> }
    });
    view! {
        <PageHead
            title=tr!(RecordAskDoctor, name = name)
            crumbs=vec![
                ("/record".into(), tr!(RecordMine).into()),
                ("/record/sharing".into(), tr!(RecordSharingTitle).into()),
            ]
        />
        <FormError error=actions.error/>
        {closed}
        <p>{format!("{name}, {detail}")}</p>
        <ul>
            <li>{tr!(RecordAskDoctorWhat)}</li>
            <li>{tr!(RecordAskDoctorHowLong, section = tr!(RecordWhoCares))}</li>
            <li>{tr!(RecordAskDoctorSeen, section = tr!(RecordReadersTitle))}</li>
        </ul>
        <ActionForm action=actions.begin attr:class="form-actions">
            <input type="hidden" name="practitioner" value=id/>
            <input type="hidden" name="confirmed" value="true"/>
            <Submit label=tr!(RecordAskDoctorYes) busy=actions.begin.pending()/>
            <a class="btn btn-quiet" href="/record/sharing#relationships">{tr!(RecordAskDoctorNo)}</a>
        </ActionForm>
    }
    .into_any()
}
