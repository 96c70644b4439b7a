//! Connecting calendar apps and programs: app passwords and access tokens, and what is connected.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        field::{FieldProblem, TextField},
        flash::Flash,
        form_error::{FormError, LatestError, successes},
        icon::Icon,
        loaded::{loaded, resource},
        new_secret::NewSecret,
        page_head::PageHead,
        second_code::SecondStep,
        submit::Submit,
        table::Table,
        tick_boxes::TickBoxes,
    },
    domain::{
        access_token::{DAYS, Purpose, Scope, TokenForm},
        account::Again,
        form::Field,
    },
    error::AppError,
    server_fns::access_token::{MakeAccessToken, RevokeAccessToken, access_tokens},
    views::access_token::{TokenRowView, TokensView},
    words::{counted, tr},
};

/// The page.
#[component]
pub fn Tokens() -> impl IntoView {
    let query = use_query_map();
    let purpose = Memo::new(move |_| query.with(|query| query.get_str("for").unwrap_or_default().to_owned()));
    let (make, revoke) = (ServerAction::<MakeAccessToken>::new(), ServerAction::<RevokeAccessToken>::new());
    let counts = [successes(make), successes(revoke)];
    // A token is shown once: only a success reloads the data.
    let data =
        resource(move || (purpose.get(), counts.map(|count| count.get())), |(purpose, _)| access_tokens(purpose));
    view! {
        <div class="wrap">
            {loaded(data, move |found| view! { <Own found make revoke/> }.into_any())}
        </div>
    }
}

#[component]
fn Own(
    found: TokensView,
    make: ServerAction<MakeAccessToken>,
    revoke: ServerAction<RevokeAccessToken>,
) -> impl IntoView {
    let error = LatestError::new().of(make).of(revoke).signal();
    let TokensView { rows, form, secret, sign_in_name, again, api_enabled } = found;
    let purpose: Purpose = form.purpose.parse().unwrap_or_default();
    let made = secret.map(|secret| view! { <Made secret sign_in_name/> });
    let list = if rows.is_empty() {
        view! {
            <div class="empty">
                <Icon name="key"/>
                <h3>{tr!(AccNotConnected)}</h3>
                <p>{tr!(AccNotConnectedText)}</p>
            </div>
        }
        .into_any()
    } else {
        let rows = rows.into_iter().map(|one| row(one, revoke)).collect_view();
        let columns = [tr!(AccName), tr!(AccMayDo), tr!(AccLastUsed), tr!(AccValidUntil)];
        view! {
            <Table id="connected" caption=tr!(AccConnectedApps) columns has_actions=true>
                {rows}
            </Table>
        }
        .into_any()
    };
    view! {
        <PageHead
            title=tr!(AccApps)
            lede=tr!(AccAppsLede)
            crumbs=vec![("/account".into(), tr!(YourAccount).into())]
        />
        {made}
        <Flash param="revoked" text=tr!(AccRevoked) error/>
        <FormError error/>
        {new(form, purpose, (again, api_enabled), make, error)}
        <section class="section" aria-labelledby="so-far">
            <h2 id="so-far">{tr!(AccConnected)}</h2>
            {list}
            <p class="hint">{tr!(AccConnectedHint)}</p>
        </section>
    }
    .into_any()
}

/// A token, which is shown only once.
#[component]
fn Made(secret: String, sign_in_name: String) -> impl IntoView {
    let is_calendar = !secret.contains('_');
    let server = RwSignal::new("/dav/".to_owned());
    // Only the browser knows the host name by which it reached the clinic.
    Effect::new(move || {
        if let Ok(origin) = window().location().origin() {
            server.set(format!("{origin}/dav/"));
        }
    });
    if !is_calendar {
        return view! {
            <NewSecret title=tr!(AccYourToken) text=tr!(AccCopyNow) secret><p>{tr!(AccBearer)}</p></NewSecret>
        }
        .into_any();
    }
    view! {
        <NewSecret title=tr!(AccYourAppPassword) text=tr!(AccCopyNow) label=tr!(Password) secret>
            <p>{tr!(AccCalDav)}</p>
            <dl class="dl">
                <div><dt>{tr!(AccServer)}</dt><dd class="secret">{move || server.get()}</dd></div>
                <div><dt>{tr!(Username)}</dt><dd class="secret">{sign_in_name}</dd></div>
            </dl>
        </NewSecret>
    }
    .into_any()
}

/// The choice of purpose, and the form.
fn new(
    form: TokenForm,
    purpose: Purpose,
    (again, api_enabled): (Again, bool),
    make: ServerAction<MakeAccessToken>,
    error: Signal<Option<AppError>>,
) -> AnyView {
    let way = |to: Purpose, text: &'static str| {
        let current = (to == purpose).then_some("page");
        view! { <a href=format!("/account/tokens?for={}", to.as_str()) aria-current=current>{text}</a> }
    };
    let ways = view! {
        <nav class="tabs" aria-label=tr!(AccWhatToConnect)>
            {way(Purpose::Calendar, tr!(AccACalendar))}
            {way(Purpose::Program, tr!(AccAProgram))}
        </nav>
    };
    let (title, text) = match purpose {
        Purpose::Calendar => (tr!(AccConnectCalendar), tr!(AccConnectCalendarText)),
        Purpose::Program => (tr!(AccConnectProgram), tr!(AccConnectProgramText)),
    };
    let body = if purpose == Purpose::Program && !api_enabled {
        view! { <p class="note">{tr!(AccApiOff)}</p> }.into_any()
    } else {
        view! { <Form form purpose again make error/> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="connect">
            <h2 id="connect">{title}</h2>
            {ways}
            <p>{text}</p>
            {body}
        </section>
    }
    .into_any()
}

#[component]
fn Form(
    form: TokenForm,
    purpose: Purpose,
    again: Again,
    make: ServerAction<MakeAccessToken>,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let scopes = purpose
        .scopes()
        .map(|scope| {
            let word = scope.as_str();
            (word, said(scope), form.scopes.iter().any(|one| one == word))
        })
        .collect();
    let days = DAYS
        .iter()
        .map(|days| {
            let text = match usize::try_from(*days).unwrap_or_default() {
                365 => tr!(AccAYear).to_owned(),
                days => counted!(AccDays, days),
            };
            view! { <option value=days.to_string() selected=form.days == days.to_string()>{text}</option> }
        })
        .collect_view();
    let hint = match purpose {
        Purpose::Calendar => tr!(AccNameHintCalendar),
        Purpose::Program => tr!(AccNameHintProgram),
    };
    let code = view! { <SecondStep again error/> };
    view! {
        <ActionForm action=make attr:class="form section-tight" attr:novalidate=true>
            <input type="hidden" name="form[purpose]" value=purpose.as_str()/>
            <TextField field=Field::ProgramName name="form[name]" label=tr!(AccName) hint value=form.name class="input-20" error/>
            <fieldset class="fieldset">
                <legend>{tr!(AccMayDo)}</legend>
                <TickBoxes field=Field::Scopes name="form[scopes][]" choices=scopes/>
                <FieldProblem field=Field::Scopes error/>
            </fieldset>
            <div class="field">
                <label for=Field::InvitedDays.control()>{tr!(AccWorksFor)}</label>
                <select id=Field::InvitedDays.control() name="form[days]" class="input-20">{days}</select>
                <FieldProblem field=Field::InvitedDays error/>
            </div>
            <TextField
                field=Field::CurrentPassword
                label=tr!(AccYourPassword)
                kind="password"
                autocomplete="current-password"
                hint=tr!(AccProof)
                error
            />
            {code}
            <div class="form-actions">
                <Submit label=if purpose == Purpose::Calendar { tr!(AccCreateAppPassword) } else { tr!(AccCreateToken) } busy=make.pending()/>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn row(one: TokenRowView, revoke: ServerAction<RevokeAccessToken>) -> AnyView {
    let may = one.scopes.iter().map(|scope| said(*scope)).collect::<Vec<_>>().join("; ");
    let used = if one.used.is_empty() { tr!(AccNever).to_owned() } else { one.used };
    let name = one.name.clone();
    view! {
        <tr>
            <th scope="row" data-label=tr!(AccName)>{one.name}<span class="hint">{tr!(AccMade, made = one.made)}</span></th>
            <td data-label=tr!(AccMayDo)>{may}</td>
            <td data-label=tr!(AccLastUsed)>{used}</td>
            <td data-label=tr!(AccValidUntil)>{one.ends}</td>
            <td class="row-actions">
                <ActionForm action=revoke>
                    <input type="hidden" name="id" value=one.id/>
                    <Submit label=tr!(AccRevoke) context=name busy=revoke.pending() class="btn btn-sm"/>
                </ActionForm>
            </td>
        </tr>
    }
    .into_any()
}

/// The description of a scope.
fn said(scope: Scope) -> &'static str {
    match scope {
        Scope::DirectoryRead => tr!(AccScopeDirectory),
        Scope::AppointmentsRead => tr!(AccScopeSee),
        Scope::AppointmentsWrite => tr!(AccScopeBook),
        Scope::PatientsRead => tr!(AccScopePatients),
        Scope::RecordsRead => tr!(AccScopeRecords),
        Scope::ReferralsWrite => tr!(AccScopeReferrals),
        Scope::MessagesRead => tr!(AccScopeMessages),
        Scope::MessagesWrite => tr!(AccScopeSend),
        Scope::CalendarRead => tr!(AccScopeCalendar),
        Scope::CalendarWrite => tr!(AccScopeCalendarChange),
    }
}
