//! Rooms and devices of each centre: adding, renaming, disabling.

use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map};

use crate::{
    components::{
        action_form::ActionForm,
        field::{FieldProblem, TextField},
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        table::Table,
    },
    domain::{form::Field, healthcare_service::RoomKind},
    error::AppError,
    server_fns::room::{SaveRoom, SetRoomActive, admin_rooms},
    views::room::{RoomView, RoomsView},
    words::{all_of, listed, tr},
};

/// The actions on rooms.
#[derive(Clone, Copy)]
struct Actions {
    save: ServerAction<SaveRoom>,
    switch: ServerAction<SetRoomActive>,
}

/// The page.
#[component]
pub fn Rooms() -> impl IntoView {
    let query = use_query_map();
    let part = move |name: &'static str| Memo::new(move |_| query.with(|query| query.get(name).unwrap_or_default()));
    let (centre, edit) = (part("centre"), part("edit"));
    let actions = Actions { save: ServerAction::new(), switch: ServerAction::new() };
    // Reloaded only after a success: a refused form keeps its input.
    let saved = Memo::new(move |before: Option<&usize>| {
        let is_done = actions.save.value().with(|value| matches!(value, Some(Ok(()))));
        before.copied().unwrap_or_default() + usize::from(is_done)
    });
    let data = resource(
        move || (centre.get(), edit.get(), saved.get(), actions.switch.version().get()),
        |(centre, edit, ..)| admin_rooms(centre, edit),
    );
    view! {
        <div class="wrap">
            {loaded(data, move |rooms| {
                view! { <Page rooms centre=centre.get_untracked() actions/> }.into_any()
            })}
        </div>
    }
}

#[component]
fn Page(rooms: RoomsView, centre: String, actions: Actions) -> impl IntoView {
    let error = Signal::derive(move || action_error(actions.save).get().or_else(|| action_error(actions.switch).get()));
    let crumbs = vec![("/admin".into(), tr!(NavOverview).into()), ("/admin/services".into(), tr!(NavServices).into())];
    let groups = if rooms.groups.is_empty() {
        view! { <Nothing/> }.into_any()
    } else {
        let groups = rooms.groups.iter().enumerate();
        groups.map(|(place, (name, rooms))| group((place, name), rooms, &centre, actions)).collect_view().into_any()
    };
    let centres = rooms.centres.clone();
    view! {
        <PageHead
            title=tr!(ClinicRoomsAndDevices)
            lede=tr!(ClinicRoomsLede)
            crumbs
        />
        <Flash param="saved" text=tr!(Saved) error/>
        <FormError error/>
        <div class="split rooms-page">
            <div class="split-aside card">
                <OneRoom rooms centre=centre.clone() actions error/>
            </div>
            <div class="stack">
                <Filter centres centre/>
                {groups}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="building"/>
            <h2>{tr!(ClinicNoRooms)}</h2>
            <p>{tr!(ClinicNoRoomsText)}</p>
        </div>
    }
}

#[component]
fn Filter(centres: Vec<(i64, String)>, centre: String) -> impl IntoView {
    view! {
        <Form method="get" action="/admin/rooms" attr:class="table-tools" attr:role="search">
            <div class="field">
                <label for="centre">{tr!(ClinicShowCentre)}</label>
                <select id="centre" name="centre">
                    <option value="">{tr!(PeopleAll)}</option>
                    {options(centres, &centre)}
                </select>
            </div>
            <button class="btn" type="submit"><Icon name="filter"/>{tr!(PeopleShow)}</button>
        </Form>
    }
}

fn options(centres: Vec<(i64, String)>, chosen: &str) -> AnyView {
    let option = |(id, name): (i64, String)| {
        view! { <option value=id selected=id.to_string() == chosen>{name}</option> }
    };
    centres.into_iter().map(option).collect_view().into_any()
}

/// The form for a new room, or for an existing one.
#[component]
fn OneRoom(rooms: RoomsView, centre: String, actions: Actions, error: Signal<Option<AppError>>) -> impl IntoView {
    let RoomsView { centres, editing, form, .. } = rooms;
    let (key, title, label) = match &editing {
        Some((id, name)) => (id.to_string(), tr!(ClinicChangeName, name = name), tr!(PeopleSave)),
        None => (String::new(), tr!(ClinicAddRoom).to_owned(), tr!(PeopleAdd)),
    };
    let whose = match &editing {
        // An existing room stays at its centre: its bookings rely on that.
        Some(_) => view! { <input type="hidden" name="form[centre]" value=form.centre.clone()/> }.into_any(),
        None => view! {
            <div class="field">
                <label for="room_centre">{tr!(Centre)}</label>
                <select id="room_centre" name="form[centre]">
                    <option value="">{tr!(ClinicChooseCentre)}</option>
                    {options(centres, &form.centre)}
                </select>
                <FieldProblem field=Field::RoomCentre error/>
            </div>
        }
        .into_any(),
    };
    let kinds = [(RoomKind::Room, tr!(ClinicRoom)), (RoomKind::Device, tr!(ClinicDevice))]
        .into_iter()
        .enumerate()
        .map(|(nth, (kind, label))| {
            let id = (nth == 0).then_some("room_kind");
            view! {
                <label class="choice">
                    <input type="radio" id=id name="form[kind]" value=kind.as_str() checked=form.kind == kind.as_str()/>
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view();
    let leave = editing.is_some().then(|| {
        let back = if centre.is_empty() { "/admin/rooms".to_owned() } else { format!("/admin/rooms?centre={centre}") };
        view! { <a class="btn btn-quiet" href=back>{tr!(PeopleLeave)}</a> }
    });
    view! {
        <h2>{title}</h2>
        <ActionForm action=actions.save attr:class="form section-tight" attr:novalidate=true>
            <input type="hidden" name="room" value=key/>
            {whose}
            <TextField field=Field::RoomName name="form[name]" label=tr!(PeopleName) value=form.name.clone() error/>
            <fieldset class="fieldset">
                <legend>{tr!(ClinicType)}</legend>
                <div class="choices choices-row">{kinds}</div>
                <FieldProblem field=Field::RoomKind error/>
            </fieldset>
            <div class="form-actions">
                <Submit label busy=actions.save.pending()/>
                {leave}
            </div>
        </ActionForm>
    }
    .into_any()
}

fn group((place, centre): (usize, &str), rooms: &[RoomView], shown: &str, actions: Actions) -> AnyView {
    let rows = rooms.iter().map(|room| row(room.clone(), shown.to_owned(), actions)).collect_view();
    view! {
        <section class="stack-s">
            <h2>{centre.to_owned()}</h2>
            <Table
                id=format!("rooms-{place}")
                caption=tr!(ClinicRoomsOf, centre = centre)
                columns=[tr!(PeopleName), tr!(ClinicType), tr!(ClinicUsedFor), tr!(Status)]
                has_actions=true
            >
                {rows}
            </Table>
        </section>
    }
    .into_any()
}

fn row(room: RoomView, shown: String, actions: Actions) -> AnyView {
    let RoomView { id, name, kind, active, services } = room;
    let status = match active {
        true => view! { <span class="badge badge-success">{tr!(ClinicInUse)}</span> },
        false => view! { <span class="badge badge-warn">{tr!(ClinicSwitchedOff)}</span> },
    };
    let kind = if kind == RoomKind::Device { tr!(ClinicDevice) } else { tr!(ClinicRoom) };
    let uses = if services.is_empty() { tr!(ClinicNotNeeded).to_owned() } else { listed(&services) };
    let change = format!("/admin/rooms?centre={shown}&edit={id}");
    view! {
        <tr>
            <th scope="row" data-label=tr!(PeopleName)>{name.clone()}</th>
            <td data-label=tr!(ClinicType)>{kind}</td>
            <td data-label=tr!(ClinicUsedFor)>{uses}</td>
            <td data-label=tr!(Status)>{status}</td>
            <td class="row-actions">
                <div class="cluster">
                    <a class="btn btn-quiet btn-sm" href=change>
                        {tr!(Change)}<span class="visually-hidden">{format!(" {name}")}</span>
                    </a>
                    <OnOff id name active shown services actions/>
                </div>
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn OnOff(id: i64, name: String, active: bool, shown: String, services: Vec<String>, actions: Actions) -> impl IntoView {
    let busy = actions.switch.pending();
    if !active {
        return view! {
            <ActionForm action=actions.switch>
                <input type="hidden" name="room" value=id/>
                <input type="hidden" name="active" value="true"/>
                <input type="hidden" name="centre" value=shown/>
                <Submit label=tr!(ClinicSwitchOn) context=name busy class="btn btn-sm"/>
            </ActionForm>
        }
        .into_any();
    }
    let needed = match services.is_empty() {
        true => String::new(),
        false => format!(" {}", tr!(ClinicOnlyWhileFree, services = all_of(&services))),
    };
    let text = format!("{}{needed}", tr!(ClinicRoomOffEffect, name = name));
    view! {
        <details class="sure" name="sure">
            <summary class="btn btn-quiet btn-sm">
                {tr!(ClinicSwitchOff)}<span class="visually-hidden">{format!(" {name}")}</span>
            </summary>
            <ActionForm action=actions.switch attr:class="stack-s">
                <input type="hidden" name="room" value=id/>
                <input type="hidden" name="active" value="false"/>
                <input type="hidden" name="centre" value=shown/>
                <p>{text}</p>
                <Submit label=tr!(ClinicYesSwitchOff) context=name busy class="btn btn-danger btn-sm"/>
            </ActionForm>
        </details>
    }
    .into_any()
}
