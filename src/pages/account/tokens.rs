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
        page_head::PageHead,
        second_code::SecondStep,
        submit::Submit,
        table::Table,
    },
    domain::{
        access_token::{DAYS, Purpose, Scope, TokenForm},
        account::Again,
        form::Field,
    },
    error::AppError,
    server_fns::access_token::{MakeAccessToken, RevokeAccessToken, access_tokens},
    views::access_token::{TokenRowView, TokensView},
};

/// The page.
#[component]
pub fn Tokens() -> impl IntoView {
    let query = use_query_map();
    let purpose = Memo::new(move |_| query.with(|query| query.get_str("for").unwrap_or_default().to_owned()));
    let (make, revoke) = (ServerAction::<MakeAccessToken>::new(), ServerAction::<RevokeAccessToken>::new());
    let counts = [successes(make), successes(revoke)];
    // A token is shown once: only what succeeded is asked for anew.
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
                <h3>"Nothing is connected yet"</h3>
                <p>"Calendar apps and programs you connect are listed here, with when they were last used."</p>
            </div>
        }
        .into_any()
    } else {
        let rows = rows.into_iter().map(|one| row(one, revoke)).collect_view();
        view! {
            <Table id="connected" caption="Connected apps" columns=&["Name", "What it may do", "Last used", "Valid until"] has_actions=true>
                {rows}
            </Table>
        }
        .into_any()
    };
    view! {
        <PageHead
            title="Apps and programs"
            lede="Let a calendar app or a program use your account without knowing your password."
            crumbs=vec![("/account".into(), "Your account".into())]
        />
        {made}
        <Flash param="revoked" text="Revoked. It no longer works." error/>
        <FormError error/>
        {new(form, purpose, (again, api_enabled), make, error)}
        <section class="section" aria-labelledby="so-far">
            <h2 id="so-far">"Connected"</h2>
            {list}
            <p class="hint">"Changing your password ends all of these."</p>
        </section>
    }
    .into_any()
}

/// A token, which is shown this once.
#[component]
fn Made(secret: String, sign_in_name: String) -> impl IntoView {
    let is_calendar = !secret.contains('_');
    let server = RwSignal::new("/dav/".to_owned());
    // Only the browser knows under which name it reached the clinic.
    Effect::new(move || {
        if let Ok(origin) = window().location().origin() {
            server.set(format!("{origin}/dav/"));
        }
    });
    let how = if is_calendar {
        view! {
            <p>"In your calendar app, add a CalDAV account with these details:"</p>
            <dl class="dl">
                <div><dt>"Server"</dt><dd class="secret">{move || server.get()}</dd></div>
                <div><dt>"Username"</dt><dd class="secret">{sign_in_name}</dd></div>
                <div><dt>"Password"</dt><dd><strong class="secret">{secret}</strong></dd></div>
            </dl>
        }
        .into_any()
    } else {
        view! {
            <p>"The program sends it as \"Authorization: Bearer\", followed by this token:"</p>
            <p><strong class="secret">{secret}</strong></p>
        }
        .into_any()
    };
    view! {
        <section class="note note-success" aria-labelledby="new-token">
            <Icon name="check"/>
            <div class="stack">
                <h2 id="new-token">{if is_calendar { "Your app password" } else { "Your access token" }}</h2>
                <p>"Copy it now: it won't be shown again."</p>
                {how}
            </div>
        </section>
    }
    .into_any()
}

/// What one is made for, and the form.
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
        <nav class="tabs" aria-label="What to connect">
            {way(Purpose::Calendar, "A calendar app")}
            {way(Purpose::Program, "A program")}
        </nav>
    };
    let (title, text) = match purpose {
        Purpose::Calendar => (
            "Connect a calendar app",
            "For Apple Calendar, Thunderbird, DAVx5 and other apps that speak CalDAV. You get a password for this app only.",
        ),
        Purpose::Program => (
            "Connect a program",
            "For programs that use the API. The token never lets a program do more than you can, and only what you choose here.",
        ),
    };
    let body = if purpose == Purpose::Program && !api_enabled {
        view! { <p class="note">"The API is switched off here, so there's nothing a program could connect to."</p> }
            .into_any()
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
    let boxes = purpose
        .scopes()
        .enumerate()
        .map(|(place, scope)| {
            let word = scope.as_str();
            let chosen = form.scopes.iter().any(|one| one == word);
            view! {
                <label class="choice">
                    <input
                        id=(place == 0).then_some(Field::Scopes.control())
                        type="checkbox"
                        name="form[scopes][]"
                        value=word
                        checked=chosen
                        prop:checked=chosen
                    />
                    <span>{said(scope)}</span>
                </label>
            }
        })
        .collect_view();
    let days = DAYS
        .iter()
        .map(|days| {
            let text = if *days == 365 { "A year".to_owned() } else { format!("{days} days") };
            view! { <option value=days.to_string() selected=form.days == days.to_string()>{text}</option> }
        })
        .collect_view();
    let hint = match purpose {
        Purpose::Calendar => "Such as: My phone",
        Purpose::Program => "Such as: Reporting script",
    };
    let code = view! { <SecondStep again error/> };
    view! {
        <ActionForm action=make attr:class="form section-tight" attr:novalidate=true>
            <input type="hidden" name="form[purpose]" value=purpose.as_str()/>
            <TextField field=Field::ProgramName name="form[name]" label="Name" hint value=form.name class="input-20" error/>
            <fieldset class="fieldset">
                <legend>"What it may do"</legend>
                <div class="choices">{boxes}</div>
                <FieldProblem field=Field::Scopes error/>
            </fieldset>
            <div class="field">
                <label for=Field::InvitedDays.control()>"Works for"</label>
                <select id=Field::InvitedDays.control() name="form[days]" class="input-20">{days}</select>
                <FieldProblem field=Field::InvitedDays error/>
            </div>
            <TextField
                field=Field::CurrentPassword
                label="Your password"
                kind="password"
                autocomplete="current-password"
                hint="So we know it's you"
                error
            />
            {code}
            <div class="form-actions">
                <Submit label=if purpose == Purpose::Calendar { "Create app password" } else { "Create token" } busy=make.pending()/>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn row(one: TokenRowView, revoke: ServerAction<RevokeAccessToken>) -> AnyView {
    let may = one.scopes.iter().map(|scope| said(*scope)).collect::<Vec<_>>().join("; ");
    let used = if one.used.is_empty() { "Never".to_owned() } else { one.used };
    let name = one.name.clone();
    view! {
        <tr>
            <th scope="row" data-label="Name">{one.name}<span class="hint">{format!("Made {}", one.made)}</span></th>
            <td data-label="What it may do">{may}</td>
            <td data-label="Last used">{used}</td>
            <td data-label="Valid until">{one.ends}</td>
            <td class="row-actions">
                <ActionForm action=revoke>
                    <input type="hidden" name="id" value=one.id/>
                    <Submit label="Revoke" context=name busy=revoke.pending() class="btn btn-sm"/>
                </ActionForm>
            </td>
        </tr>
    }
    .into_any()
}

/// What a scope allows.
fn said(scope: Scope) -> &'static str {
    match scope {
        Scope::DirectoryRead => "Search practitioners, services and free times",
        Scope::AppointmentsRead => "See appointments",
        Scope::AppointmentsWrite => "Book, move, answer and cancel appointments",
        Scope::PatientsRead => "See patients' details and who looks after them",
        Scope::RecordsRead => "Read health records",
        Scope::ReferralsWrite => "Write, answer and withdraw referrals",
        Scope::MessagesRead => "Read messages",
        Scope::MessagesWrite => "Send messages and mark them as read",
        Scope::CalendarRead => "See appointments in the calendar",
        Scope::CalendarWrite => "Move and cancel appointments from the calendar",
    }
}
