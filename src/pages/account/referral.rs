//! One referral with its letter: for the patient, the author, and the addressee, who answers it here.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        area_field::AreaField,
        flash::Flash,
        form_error::{FormError, LatestError},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        print_button::PrintButton,
        referral::{ColleagueSearch, Colleagues, booking_address, declined},
        referral_history::{ReferralFacts, ReferralHistory},
        submit::Submit,
    },
    domain::{address, form::Field, ids::EntryId, referral::Triage},
    error::AppError,
    server_fns::referral::{AcceptReferral, DeclineReferral, RedirectReferral, WithdrawReferral, referral},
    views::referral::{ColleagueView, ReaderView, ReferralView},
    words::tr,
};

/// The actions of the page.
#[derive(Clone, Copy)]
struct Actions {
    accept: ServerAction<AcceptReferral>,
    decline: ServerAction<DeclineReferral>,
    pass_on: ServerAction<RedirectReferral>,
    withdraw: ServerAction<WithdrawReferral>,
    error: Signal<Option<AppError>>,
}

/// The page.
#[component]
pub fn Referral() -> impl IntoView {
    let (id, query) = (id_in_address(), use_query_map());
    let asked = Memo::new(move |_| {
        let part = |name: &str| query.with(|query| query.get(name).unwrap_or_default());
        (id.get(), part("to"), part("q"))
    });
    let (accept, decline) = (ServerAction::new(), ServerAction::new());
    let (pass_on, withdraw) = (ServerAction::new(), ServerAction::new());
    let error = LatestError::new().of(accept).of(decline).of(pass_on).of(withdraw).signal();
    let actions = Actions { accept, decline, pass_on, withdraw, error };
    // Every answer leads away from here, and the input stays when one is refused: the letter is loaded once.
    let data = resource(move || asked.get(), |(id, to, q)| referral(id, to, q));
    let shown = move |found| page(found, asked.with_untracked(|asked| asked.2.clone()), actions);
    view! { <div class="wrap wrap-narrow">{loaded(data, shown)}</div> }
}

fn page(found: ReferralView, q: String, actions: Actions) -> AnyView {
    let (title, crumb) = match found.reader {
        ReaderView::Patient => (tr!(AccReferralTo, name = found.row.to_name), ("/referrals", tr!(NavReferrals))),
        ReaderView::Referrer | ReaderView::Addressee => {
            (tr!(AccReferralOf, name = found.row.patient_name), ("/practitioner/referrals", tr!(NavReferralDesk)))
        }
        ReaderView::Other => (tr!(AccReferralOf, name = found.row.patient_name), ("/", tr!(Home))),
    };
    let book = booking_address(&found.row).filter(|_| found.reader == ReaderView::Patient);
    let book = book.map(|href| {
        view! { <a class="btn btn-primary" href=href><Icon name="calendar-plus"/>{tr!(Book)}</a> }
    });
    let next = declined(&found.row).filter(|_| found.reader == ReaderView::Patient);
    let next = next.map(|next| {
        view! {
            <div class="note note-warn">
                <Icon name="info"/>
                <div><p><strong>{tr!(AccReferralCant, name = found.row.to_name)}</strong></p>{next}</div>
            </div>
        }
    });
    let answers = (!found.steps.is_empty()).then(|| view! { <Answers found=found.clone() q actions/> });
    let withdraw = found.may_withdraw.then(|| view! { <Withdraw id=found.row.id actions/> });
    view! {
        <PageHead title tab=tr!(Referral) crumbs=vec![(crumb.0.to_owned(), crumb.1.to_owned())]>{book}</PageHead>
        <Flash param="sent" text=tr!(AccReferralSent) error=actions.error/>
        <FormError error=actions.error/>
        {next}
        <Letter found=found.clone()/>
        <div class="cluster appt-tools no-print"><PrintButton/></div>
        {answers}
        {withdraw}
        <ReferralHistory turns=found.turns/>
    }
    .into_any()
}

#[component]
fn Letter(found: ReferralView) -> impl IntoView {
    let paragraphs = found.letter.lines().map(str::trim).filter(|line| !line.is_empty());
    let paragraphs = paragraphs.map(|line| view! { <p>{line.to_owned()}</p> }).collect_view();
    view! {
        <article class="card" aria-labelledby="letter">
            <ReferralFacts row=found.row from_profession=found.from_profession/>
            <h2 id="letter">{tr!(AccLetter)}</h2>
            <div class="prose">{paragraphs}</div>
        </article>
    }
    .into_any()
}

#[component]
fn Answers(found: ReferralView, q: String, actions: Actions) -> impl IntoView {
    let id = found.row.id;
    let may = |step| found.steps.contains(&step);
    let label = if found.row.to.is_none() { tr!(AccAcceptPatient) } else { tr!(AccAccept) };
    let accept = may(Triage::Accept).then(|| {
        view! {
            <ActionForm action=actions.accept>
                <input type="hidden" name="id" value=id/>
                <Submit label busy=actions.accept.pending() class="btn btn-primary"/>
            </ActionForm>
        }
    });
    let pass_on = may(Triage::Redirect).then(|| {
        view! { <PassOn id found=found.found.clone() to=found.pass_to.clone() q actions/> }
    });
    let decline = may(Triage::Decline).then(|| view! { <Decline id actions/> });
    view! {
        <section class="section no-print" aria-labelledby="answer">
            <h2 id="answer">{tr!(AccYourAnswer)}</h2>
            <p class="muted">{tr!(AccYourAnswerText)}</p>
            {accept}
            {pass_on}
            {decline}
        </section>
    }
    .into_any()
}

/// Choosing someone else, and then passing it on: leads to this page with the search text or choice.
#[component]
fn PassOn(
    id: EntryId,
    found: Vec<ColleagueView>,
    to: Option<ColleagueView>,
    q: String,
    actions: Actions,
) -> impl IntoView {
    let here = address::referral(id);
    let is_open = to.is_some() || !q.is_empty();
    let step = match to {
        Some(person) => view! {
            <ActionForm action=actions.pass_on attr:class="form">
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="to" value=person.id/>
                <p>
                    {tr!(AccPassTo)}" "<strong>{person.name.clone()}</strong>{format!(", {}. ", person.profession)}
                    <a href=here>{tr!(AccChooseElse)}</a>
                </p>
                <div class="field">
                    <label for="pass-on-reason">{tr!(AccWhy)}" "<span class="optional">{tr!(Optional)}</span></label>
                    <textarea id="pass-on-reason" name="reason" rows="2" maxlength="500"></textarea>
                </div>
                <div class="form-actions">
                    <Submit label=tr!(AccRedirectTo, name = person.name) busy=actions.pass_on.pending() class="btn btn-primary"/>
                </div>
            </ActionForm>
        }
        .into_any(),
        None => {
            let nobody = found.is_empty();
            view! {
                <ColleagueSearch action=here.clone() q nobody/>
                <Colleagues found choose=format!("{here}?to=")/>
            }
            .into_any()
        }
    };
    view! {
        <details class="disclosure" open=is_open>
            <summary>{tr!(AccRedirect)}</summary>
            {step}
        </details>
    }
    .into_any()
}

#[component]
fn Decline(id: EntryId, actions: Actions) -> impl IntoView {
    view! {
        <details class="disclosure" open=move || actions.error.with(Option::is_some)>
            <summary>{tr!(AccDecline)}</summary>
            <ActionForm action=actions.decline attr:class="form" attr:novalidate=true>
                <input type="hidden" name="id" value=id/>
                <AreaField
                    field=Field::Reason
                    name="reason"
                    label=tr!(AccDeclineReason)
                    hint=tr!(AccDeclineHint)
                    value=String::new()
                    error=actions.error
                />
                <div class="form-actions">
                    <Submit label=tr!(AccDeclineReferral) busy=actions.decline.pending() class="btn btn-danger"/>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}

#[component]
fn Withdraw(id: EntryId, actions: Actions) -> impl IntoView {
    view! {
        <section class="section no-print" aria-labelledby="withdraw">
            <h2 id="withdraw">{tr!(AccWithdraw)}</h2>
            <p class="muted">{tr!(AccWithdrawText)}</p>
            <ActionForm action=actions.withdraw>
                <input type="hidden" name="id" value=id/>
                <Submit label=tr!(AccWithdrawReferral) busy=actions.withdraw.pending() class="btn btn-danger"/>
            </ActionForm>
        </section>
    }
    .into_any()
}
