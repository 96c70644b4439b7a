//! Inviting people by a link, and the existing links.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        field::{FieldProblem, TextField, problem_of},
        flash::Flash,
        form_error::{FormError, LatestError, successes},
        icon::Icon,
        live::on_list_change,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        table::Table,
        words,
    },
    domain::{account::Role, form::Field, invite_form::InviteForm},
    error::AppError,
    server_fns::account_invitation::{Invite, RevokeAccountInvitation, admin_invitations},
    views::account_invitation::{InviteRowView, InviteState, InvitesView},
    words::tr,
};

/// The page.
#[component]
pub fn Invitations() -> impl IntoView {
    let (invite, revoke) = (ServerAction::<Invite>::new(), ServerAction::<RevokeAccountInvitation>::new());
    let counts = [successes(invite), successes(revoke)];
    let data = resource(move || counts.map(|count| count.get()), |_| admin_invitations());
    // When the page reloads by itself, the link that is shown once stays.
    let (again, last) = (StoredValue::new(false), StoredValue::new(None));
    on_list_change("people", move || {
        again.set_value(true);
        data.refetch();
    });
    let shown = move |found: InvitesView| {
        let is_again = again.try_update_value(std::mem::take).unwrap_or_default();
        let link = found.link.clone().or_else(|| last.get_value().filter(|_| is_again));
        last.set_value(link.clone());
        view! { <List found=InvitesView { link, ..found } invite revoke/> }.into_any()
    };
    view! {
        <div class="wrap">
            {loaded(data, shown)}
        </div>
    }
}

#[component]
fn List(
    found: InvitesView,
    invite: ServerAction<Invite>,
    revoke: ServerAction<RevokeAccountInvitation>,
) -> impl IntoView {
    let error = LatestError::new().of(invite).of(revoke).signal();
    let made = found.link.map(|path| view! { <Made path/> });
    let form = if found.is_possible {
        view! { <New form=found.form invite error/> }.into_any()
    } else {
        view! {
            <div class="note note-warn">
                <Icon name="info"/>
                <div>
                    <p>
                        {tr!(PeopleRegistrationClosed)}" "
                        <a href="/admin/settings">{tr!(PeopleChangeSettings)}</a>
                    </p>
                </div>
            </div>
        }
        .into_any()
    };
    let list = if found.rows.is_empty() {
        view! {
            <div class="empty">
                <Icon name="send"/>
                <h3>{tr!(PeopleNoInvitations)}</h3>
                <p>{tr!(PeopleNoInvitationsText)}</p>
            </div>
        }
        .into_any()
    } else {
        let rows = found.rows.into_iter().map(|one| row(one, revoke)).collect_view();
        view! {
            <Table
                id="invitations"
                caption=tr!(PeopleInvitations)
                columns=[tr!(PeopleInviteFor), tr!(PeopleInviteRole), tr!(PeopleCreatedBy), tr!(Status)]
                has_actions=true
            >
                {rows}
            </Table>
        }
        .into_any()
    };
    view! {
        <PageHead
            title=tr!(PeopleInvitations)
            lede=tr!(PeopleInvitationsLede)
            crumbs=vec![("/admin".into(), tr!(NavOverview).into()), ("/admin/users".into(), tr!(NavUsers).into())]
        />
        {made}
        <Flash param="revoked" text=tr!(PeopleRevokedNow) error/>
        <FormError error/>
        {form}
        <section class="section" aria-labelledby="made">
            <h2 id="made">{tr!(PeopleInvitationsSoFar)}</h2>
            {list}
        </section>
    }
    .into_any()
}

/// The link, which is shown only this once.
#[component]
fn Made(path: String) -> impl IntoView {
    let full = RwSignal::new(path.clone());
    // Only the browser knows under which name it reached the clinic.
    Effect::new(move || {
        if let Ok(origin) = window().location().origin() {
            full.set(format!("{origin}{path}"));
        }
    });
    view! {
        <section class="note note-success" aria-labelledby="new-link">
            <Icon name="check"/>
            <div class="stack">
                <h2 id="new-link">{tr!(PeopleInvitationReady)}</h2>
                <p>{tr!(PeopleInvitationReadyText)}</p>
                <p><a class="secret" rel="external" href=move || full.get()>{move || full.get()}</a></p>
            </div>
        </section>
    }
}

#[component]
fn New(form: InviteForm, invite: ServerAction<Invite>, error: Signal<Option<AppError>>) -> impl IntoView {
    let wrong = move || error.with(|error| problem_of(error.as_ref(), Field::InvitedAs).is_some());
    let chosen = form.role;
    let choice = |role: Role, text: &'static str| {
        let is_chosen = chosen == role.as_str();
        view! {
            <label class="choice">
                <input type="radio" name="form[role]" value=role.as_str() checked=is_chosen/>
                <span>{words::role(role)}<span class="hint">{text}</span></span>
            </label>
        }
    };
    let patient = choice(Role::Patient, tr!(PeoplePatientInvited));
    let practitioner = choice(Role::Practitioner, tr!(PeoplePractitionerInvited));
    view! {
        <ActionForm action=invite attr:class="form section-tight" attr:novalidate=true>
            <fieldset
                class="fieldset"
                id=Field::InvitedAs.control()
                tabindex="-1"
                aria-describedby=move || wrong().then_some("role-error")
            >
                <legend>{tr!(PeopleInviteAs)}</legend>
                <div class="choices">
                    {patient}
                    {practitioner}
                </div>
                <FieldProblem field=Field::InvitedAs error/>
            </fieldset>
            <TextField
                field=Field::FullName
                name="form[name]"
                label=tr!(FullName)
                optional=true
                value=form.name
                error
            />
            <TextField
                field=Field::WorkEmail
                name="form[email]"
                label=tr!(Email)
                hint=tr!(PeopleFilledIn)
                kind="email"
                optional=true
                value=form.email
                error
            />
            <TextField
                field=Field::InvitedDays
                name="form[days]"
                label=tr!(PeopleDaysValid)
                class="input-4"
                value=form.days
                error
            />
            <div class="form-actions"><Submit label=tr!(PeopleCreateLink) busy=invite.pending()/></div>
        </ActionForm>
    }
    .into_any()
}

fn row(one: InviteRowView, revoke: ServerAction<RevokeAccountInvitation>) -> AnyView {
    let whom = match (one.name.as_str(), one.email.as_str()) {
        ("", "") => tr!(PeopleAnyoneWithLink).to_owned(),
        (name, "") => name.to_owned(),
        ("", email) => email.to_owned(),
        (name, email) => format!("{name}, {email}"),
    };
    let status = match one.state {
        InviteState::Open => {
            view! { <span class="badge badge-info">{tr!(PeopleValidUntil, date = one.ends)}</span> }.into_any()
        }
        InviteState::Used => view! { <span class="badge badge-success">{tr!(PeopleUsed)}</span> }.into_any(),
        InviteState::Revoked => view! { <span class="badge">{tr!(PeopleRevoked)}</span> }.into_any(),
        InviteState::Over => view! { <span class="badge">{tr!(PeopleExpired)}</span> }.into_any(),
    };
    let of = tr!(PeopleTheLinkFor, whom = whom);
    let way = (one.state == InviteState::Open).then(|| {
        view! {
            <ActionForm action=revoke>
                <input type="hidden" name="id" value=one.id/>
                <Submit
                    label=tr!(PeopleRevoke)
                    context=of
                    busy=revoke.pending()
                    class="btn btn-quiet btn-sm"
                />
            </ActionForm>
        }
    });
    view! {
        <tr>
            <th scope="row" data-label=tr!(PeopleInviteFor)>{whom}</th>
            <td data-label=tr!(PeopleInviteRole)>{words::role(one.role)}</td>
            <td data-label=tr!(PeopleCreatedBy)>{format!("{}, {}", one.inviter, one.made)}</td>
            <td data-label=tr!(Status)>{status}</td>
            <td class="row-actions">{way}</td>
        </tr>
    }
    .into_any()
}
