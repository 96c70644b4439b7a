//! A practitioner's referrals: those waiting for an answer, and those they wrote.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        referral::{StandingBadge, addressee, priority_badge},
        submit::Submit,
    },
    domain::address,
    server_fns::referral::{AcceptReferral, referral_desk},
    views::referral::{DeskView, ReferralRowView},
    words::{counted, tr},
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
                <h3>{tr!(ConsultNoReferrals)}</h3>
                <p>{tr!(ConsultNoReferralsText)}</p>
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
                <h2 id="sent">{tr!(ConsultByYou)}</h2>
                <ul class="row-list" role="list">{rows}</ul>
            </section>
        }
    });
    view! {
        <PageHead
            title=tr!(NavReferralDesk)
            lede=tr!(ConsultReferralsText)
            crumbs=vec![("/practitioner".into(), tr!(NavDay).into())]
        />
        <Flash param="accepted" text=tr!(ConsultReferralAccepted) error/>
        <Flash param="declined" text=tr!(ConsultReferralDeclined) error/>
        <Flash param="redirected" text=tr!(ConsultReferralRedirected) error/>
        <Flash param="withdrawn" text=tr!(ConsultReferralWithdrawn) error/>
        <FormError error/>
        <section class="section" aria-labelledby="received">
            <h2 id="received">{tr!(ConsultForYou)}</h2>
            {received}
        </section>
        {sent}
    }
    .into_any()
}

fn received(row: ReferralRowView, accept: ServerAction<AcceptReferral>) -> AnyView {
    // To a field: the patient is named only in the letter.
    let whom =
        if row.patient_name.is_empty() { tr!(ConsultPatientOf, name = row.from) } else { row.patient_name.clone() };
    let field = row.field.as_ref().map(|field| {
        view! { <p class="meta"><Icon name="users"/><span>{tr!(ConsultToTheField, field = field)}</span></p> }
    });
    let (id, context) = (row.id, whom.clone());
    let allowed = usize::try_from(row.allowed).unwrap_or_default();
    let left = counted!(ConsultLeft, allowed, left = row.left, date = row.until);
    let accept = row.may_accept.then(|| {
        view! {
            <ActionForm action=accept attr:class="row-actions">
                <input type="hidden" name="id" value=id/>
                <Submit label=tr!(ConsultAccept) context busy=accept.pending() class="btn btn-sm"/>
            </ActionForm>
        }
    });
    view! {
        <li class="row">
            <Icon name="file-text"/>
            <div class="row-body">
                <h3><a href=address::referral(id)>{whom}</a></h3>
                <p>{tr!(ConsultFromOn, name = row.from, date = row.sent)}</p>
                {field}
                <p class="meta">{left}</p>
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
                <h3><a href=address::referral(row.id)>{tr!(ConsultFromTo, patient = row.patient_name, whom = addressee(&row))}</a></h3>
                <p>{tr!(ConsultSentOn, date = row.sent, until = row.until)}</p>
                <p class="cluster">{priority_badge(row.priority)} <StandingBadge standing=row.standing/></p>
            </div>
        </li>
    }
    .into_any()
}
