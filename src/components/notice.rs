//! A notice: a sentence about what happened, with a link.

use leptos::prelude::*;

use super::{
    icon::Icon,
    notice_words::{entrusted_title, words},
};
use crate::{
    domain::{address, notice::NoticeKind},
    views::notice::NoticeView,
    words::tr,
};

/// A row of the list of notices.
#[component]
pub fn NoticeRow(
    /// The notice.
    notice: NoticeView,
) -> impl IntoView {
    let (icon, title, text) = words(&notice);
    let title = if notice.of_entrusted {
        tr!(NoticeFor, name = notice.patient, title = entrusted_title(notice.kind))
    } else if notice.subject.is_empty() {
        title.to_owned()
    } else {
        tr!(NoticeFromClinicAbout, subject = notice.subject)
    };
    let title = match (notice.appointment, notice.kind) {
        (_, NoticeKind::PrescriptionSigned) => {
            let href = format!("/prescriptions/{}", notice.entry.unwrap_or_default());
            view! { <a href=href>{title}</a> }.into_any()
        }
        (Some(id), NoticeKind::AppointmentStranded) => {
            view! { <a href=format!("/appointments/{id}#changing")>{title}</a> }.into_any()
        }
        (Some(_), NoticeKind::CheckedInByBooker) => view! { <a href="/record/sharing">{title}</a> }.into_any(),
        (Some(id), _) => view! { <a href=address::appointment(id)>{title}</a> }.into_any(),
        (None, NoticeKind::MessageReceived) => {
            let href = notice.thread.map(|id| format!("/messages/{id}"));
            view! { <a href=href>{title}</a> }.into_any()
        }
        (None, NoticeKind::DocumentAdded) if notice.entry.is_some() => {
            view! { <a href=format!("/documents/{}", notice.entry.unwrap_or_default())>{title}</a> }.into_any()
        }
        (
            None,
            NoticeKind::ReferralReceived
            | NoticeKind::ReferralSent
            | NoticeKind::ReferralAccepted
            | NoticeKind::ReferralRedirected
            | NoticeKind::ReferralDeclined,
        ) => {
            let href = notice.entry.map(|id| format!("/referrals/{id}"));
            view! { <a href=href>{title}</a> }.into_any()
        }
        (None, kind) => match address(kind, &notice.patient) {
            Some(href) => view! { <a href=href>{title}</a> }.into_any(),
            None => title.into_any(),
        },
    };
    let new = (!notice.read).then(|| view! { <span class="badge badge-info">{tr!(NoticeNew)}</span> });
    view! {
        <li class="row" class:is-unread=!notice.read>
            <Icon name=icon/>
            <div class="row-body">
                <h2>{title}</h2>
                <p class="typed">{text}</p>
                <p class="meta"><time datetime=notice.at>{notice.ago}</time></p>
            </div>
            {new}
        </li>
    }
}

/// The page about news that is not about an appointment.
fn address(kind: NoticeKind, patient: &str) -> Option<&'static str> {
    match kind {
        NoticeKind::WaitlistOffer | NoticeKind::WaitlistOfferExpired => Some("/waitlist"),
        NoticeKind::RecordOpenedInEmergency => Some("/record/readers"),
        NoticeKind::EmergencyToReview => Some("/admin/emergencies"),
        NoticeKind::RecordEntrusted => Some("/shared"),
        NoticeKind::InvitationAccepted | NoticeKind::InvitationDeclined | NoticeKind::PractitionerAssigned => {
            Some("/record/sharing")
        }
        NoticeKind::EmergencyJustified | NoticeKind::EmergencyUnjustified if patient.is_empty() => {
            Some("/record/readers")
        }
        NoticeKind::ResetCodeToConfirm => Some("/admin/users"),
        NoticeKind::FactorResetToConfirm | NoticeKind::StaffNameChanged => Some("/admin/users"),
        NoticeKind::SecondFactorOn
        | NoticeKind::SecondFactorOff
        | NoticeKind::SecondFactorReset
        | NoticeKind::RecoveryCodeUsed
        | NoticeKind::PasskeyAdded
        | NoticeKind::PasskeyRemoved => Some("/account/security"),
        NoticeKind::SignInNameChanged | NoticeKind::EmailChangeAsked | NoticeKind::EmailChanged => {
            Some("/account/details")
        }
        NoticeKind::AccessSettingsChanged => Some("/admin/settings"),
        NoticeKind::ApplicationReceived | NoticeKind::ApplicationChanged => Some("/admin/applications"),
        NoticeKind::WebhookStopped => Some("/admin/webhooks"),
        NoticeKind::ContactReceived => Some("/inbox"),
        NoticeKind::LookUpsClosed => Some("/admin/audit"),
        NoticeKind::ApplicationToConfirm => Some("/admin/applications?status=approved"),
        _ => None,
    }
}
