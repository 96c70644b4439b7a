//! A practitioner's referrals: those that wait for an answer, and those that they wrote.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        referral::{StandingBadge, addressee, priority_badge, visits},
        submit::Submit,
    },
    server_fns::referral::{AcceptReferral, referral_desk},
    views::referral::{DeskView, ReferralRowView},
};

/// The page.
#[component]
pub fn Referrals() -> impl IntoView {
    let accept = ServerAction::<AcceptReferral>::new();
    let data = resource(move || accept.version().get(), |_| referral_desk());
    view! { <div class="wrap wrap-narrow">{loaded(data, move |desk| page(desk, accept))}</div> }
}

fn page(desk: DeskView, accept: ServerAction<AcceptReferral>) -> AnyView {
    let error = action_error(accept);
    let received = if desk.received.is_empty() {
        view! {
            <div class="empty">
                <Icon name="file-text"/>
                <h3>"No referrals waiting for you"</h3>
                <p>"When a colleague refers a patient to you, or to your field, the letter will appear here."</p>
            </div>
        }
        .into_any()
    } else {
        let rows = desk.received.into_iter().map(|row| received(row, accept)).collect_view();
        view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
    };
    let sent = (!desk.sent.is_empty()).then(|| {
        let rows = desk.sent.into_iter().map(sent).collect_view();
        view! {
            <section class="section" aria-labelledby="sent">
                <h2 id="sent">"Written by you"</h2>
                <ul class="row-list" role="list">{rows}</ul>
            </section>
        }
    });
    view! {
        <PageHead
            title="Referrals"
            lede="Letters to you and to your field. To write one, go to the appointment's page."
            crumbs=vec![("/practitioner".into(), "Your day".into())]
        />
        <Flash param="accepted" text="Referral accepted. We've let the patient know." error/>
        <Flash param="declined" text="Referral declined. We've let the patient and the referrer know." error/>
        <Flash param="redirected" text="Referral redirected. We've let the new practitioner, the patient and the referrer know." error/>
        <Flash param="withdrawn" text="Referral withdrawn. It can no longer be used to book." error/>
        <FormError error/>
        <section class="section" aria-labelledby="received">
            <h2 id="received">"For you"</h2>
            {received}
        </section>
        {sent}
    }
    .into_any()
}

fn received(row: ReferralRowView, accept: ServerAction<AcceptReferral>) -> AnyView {
    // To a field: whom it is about stands in the letter.
    let whom = if row.patient_name.is_empty() { format!("{}'s patient", row.from) } else { row.patient_name.clone() };
    let field = row.field.as_ref().map(|field| {
        view! { <p class="meta"><Icon name="users"/><span>{format!("To the field {field}")}</span></p> }
    });
    let (id, context) = (row.id, whom.clone());
    let accept = row.may_accept.then(|| {
        view! {
            <ActionForm action=accept attr:class="row-actions">
                <input type="hidden" name="id" value=id/>
                <Submit label="Accept" context busy=accept.pending() class="btn btn-sm"/>
            </ActionForm>
        }
    });
    view! {
        <li class="row">
            <Icon name="file-text"/>
            <div class="row-body">
                <h3><a href=format!("/referrals/{id}")>{whom}</a></h3>
                <p>{format!("From {}, {}", row.from, row.sent)}</p>
                {field}
                <p class="meta">{format!("{} of {} left, valid until {}", row.left, visits(row.allowed), row.until)}</p>
                <p class="cluster">{priority_badge(row.priority)} <StandingBadge standing=row.standing/></p>
            </div>
            {accept}
        </li>
    }
    .into_any()
}

fn sent(row: ReferralRowView) -> AnyView {
    view! {
        <li class="row">
            <Icon name="file-text"/>
            <div class="row-body">
                <h3><a href=format!("/referrals/{}", row.id)>{format!("{} to {}", row.patient_name, addressee(&row))}</a></h3>
                <p>{format!("Sent {}, valid until {}", row.sent, row.until)}</p>
                <p class="cluster">{priority_badge(row.priority)} <StandingBadge standing=row.standing/></p>
            </div>
        </li>
    }
    .into_any()
}
