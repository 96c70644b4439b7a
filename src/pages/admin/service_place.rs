//! Where a service takes place: how, with what directions, and in which rooms.

use leptos::prelude::*;

use crate::{
    components::{area_field::AreaField, field::FieldProblem},
    domain::{
        form::Field,
        healthcare_service::{RoomKind, VisitMode},
    },
    error::AppError,
    views::healthcare_service::{RoomChoiceView, ServiceEditView},
    words::tr,
};

type Answer = Signal<Option<AppError>>;

pub(super) fn place(service: &ServiceEditView, error: Answer) -> AnyView {
    let modes = [VisitMode::InPerson, VisitMode::Online]
        .into_iter()
        // The former value can be kept until it is saved otherwise, and is refused with an explanation.
        .filter(|mode| service.online_visits || *mode == VisitMode::InPerson || service.form.mode == mode.as_str())
        .enumerate()
        .map(|(nth, mode)| {
            let is_chosen = service.form.mode == mode.as_str();
            view! {
                <label class="choice">
                    <input type="radio" id=(nth == 0).then_some("mode") name="form[mode]" value=mode.as_str() checked=is_chosen/>
                    <span>{mode_word(mode)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <div class="form-section">
            <h2>{tr!(ClinicWhere)}</h2>
            <fieldset class="fieldset">
                <legend>{tr!(ClinicHowItTakesPlace)}</legend>
                <div class="choices choices-row">{modes}</div>
                <FieldProblem field=Field::Mode error/>
            </fieldset>
            <AreaField
                field=Field::Instructions
                name="form[instructions]"
                label=tr!(ClinicInstructions)
                hint=tr!(ClinicInstructionsHint)
                value=service.form.instructions.clone()
                optional=true
                error
            />
            {rooms(service, error)}
        </div>
    }
    .into_any()
}

/// How a visit takes place.
fn mode_word(mode: VisitMode) -> &'static str {
    match mode {
        VisitMode::InPerson => tr!(ClinicModeInPerson),
        VisitMode::Online => tr!(ClinicModeOnline),
    }
}

fn rooms(service: &ServiceEditView, error: Answer) -> AnyView {
    let is_chosen = |room: &RoomChoiceView| service.form.rooms.contains(&room.id.to_string());
    let box_of = |room: &RoomChoiceView| {
        let name = match room.kind {
            RoomKind::Device => tr!(ClinicDeviceName, name = room.name),
            RoomKind::Room => room.name.clone(),
        };
        let label = if room.active { name } else { tr!(ClinicNameOff, name = name) };
        view! {
            <label class="choice">
                <input type="checkbox" name="form[rooms][]" value=room.id checked=is_chosen(room)/>
                <span>{label}</span>
            </label>
        }
    };
    let centres = service
        .rooms
        .iter()
        .map(|(centre, rooms)| {
            let chosen = rooms.iter().filter(|room| is_chosen(room)).count();
            let is_open = chosen > 0;
            let count = is_open.then(|| view! { <span class="count">{tr!(ClinicChosen, n = chosen)}</span> });
            view! {
                <details class="disclosure room-choices" open=is_open>
                    <summary><span>{centre.clone()}" "{count}</span></summary>
                    <div class="choices">{rooms.iter().map(box_of).collect_view()}</div>
                </details>
            }
        })
        .collect_view();
    let none = service.rooms.is_empty().then(|| {
        view! { <p class="muted">{tr!(ClinicNoRoomsYet)}" "<a href="/admin/rooms">{tr!(ClinicAddSome)}</a></p> }
    });
    view! {
        <fieldset class="fieldset" id="rooms" tabindex="-1">
            <legend>{tr!(ClinicRoomsAndDevices)}" "<span class="optional">{tr!(Optional)}</span></legend>
            <p class="hint">
                {tr!(ClinicRoomsHint)}
            </p>
            {none}
            {centres}
            <FieldProblem field=Field::Rooms error/>
        </fieldset>
    }
    .into_any()
}
