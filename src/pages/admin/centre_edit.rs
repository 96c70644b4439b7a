//! A centre: where it is, how to reach it, and its time zone.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::centre_photo::Photo;
use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        agreement::Agreement,
        document_form::problem_in_address,
        field::{FieldProblem, TextField},
        flash::Flash,
        form_error::{FormError, LatestError, successes},
        icon::Icon,
        loaded::{drawn, kept, resource},
        page_head::PageHead,
        result_card::centre_kind,
        submit::Submit,
        table::Table,
    },
    domain::{centre_form::CentreForm, directory::CentreKind, form::Field},
    error::AppError,
    server_fns::centre::{RemoveCentrePhoto, SaveCentre, admin_centre, centre_times},
    views::centre::{BookedView, CentreEditView, CentrePhotoView},
    words::{counted, tr},
};

type Answer = Signal<Option<AppError>>;
type Times = Resource<Result<Vec<BookedView>, AppError>>;

/// The page: the form and the photo are each re-rendered only when they change, so that input stays while a photo is removed.
#[component]
pub fn CentreEdit() -> impl IntoView {
    let query = use_query_map();
    let id = id_in_address();
    let action = ServerAction::<SaveCentre>::new();
    let remove = ServerAction::<RemoveCentrePhoto>::new();
    let removed = successes(remove);
    let data = resource(move || (id.get(), removed.get()), |(id, _)| admin_centre(id));
    let times = resource(move || (id.get(), action.version().get()), |(id, _)| centre_times(id));
    let in_address = Memo::new(move |_| query.with(|query| problem_in_address(query.get_str("problem"))));
    let answered = LatestError::new().of(action).of(remove).signal();
    let error = Signal::derive(move || answered.get().or_else(|| in_address.get()));
    let photo = move |(id, photo): (Option<i64>, Option<CentrePhotoView>)| {
        id.zip(photo).map(|(id, photo)| view! { <Photo id photo remove error/> }).into_any()
    };
    let page = move || {
        view! {
            {kept(data, CentreEditView::without_photo, move |centre| view! { <Edit centre action error times/> }.into_any())}
            {kept(data, |centre| (centre.id, centre.photo.clone()), photo)}
        }
        .into_any()
    };
    view! { <div class="wrap">{drawn(data, page)}</div> }
}

#[component]
fn Edit(centre: CentreEditView, action: ServerAction<SaveCentre>, error: Answer, times: Times) -> impl IntoView {
    let title = if centre.id.is_some() { centre.name.clone() } else { tr!(PeopleAddCentre).to_owned() };
    let crumbs = vec![("/admin".into(), tr!(NavOverview).into()), ("/admin/centres".into(), tr!(KindCentres).into())];
    let key = centre.id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let label = if centre.id.is_some() { tr!(PeopleSave) } else { tr!(PeopleAddCentreNow) };
    view! {
        <PageHead title crumbs/>
        <Flash param="undone" text=tr!(PeopleUndone) error/>
        <Flash param="added" text=tr!(ClinicPhotoAdded) error/>
        <Flash param="removed" text=tr!(ClinicPhotoRemoved) error/>
        <FormError error/>
        <ActionForm action attr:class="form section-tight" attr:novalidate=true>
            {what(&centre.form, error)}
            {place(&centre.form, error)}
            {clock(&centre, error, times)}
            <div class="form-actions">
                <input type="hidden" name="id" value=key/>
                <Submit label busy=action.pending()/>
                <a class="btn btn-quiet" href="/admin/centres">{tr!(PeopleLeave)}</a>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn what(form: &CentreForm, error: Answer) -> AnyView {
    let kinds = [CentreKind::MedicalCentre, CentreKind::Hospital]
        .into_iter()
        .enumerate()
        .map(|(nth, kind)| {
            let id = (nth == 0).then_some("centre_kind");
            view! {
                <label class="choice">
                    <input type="radio" id=id name="form[kind]" value=kind.as_str() checked=form.kind == kind.as_str()/>
                    <span>{centre_kind(kind)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <div class="form-section">
            <h2>{tr!(ClinicBasics)}</h2>
            <TextField field=Field::CentreName name="form[name]" label=tr!(PeopleName) value=form.name.clone() error/>
            <fieldset class="fieldset">
                <legend>{tr!(ClinicType)}</legend>
                <div class="choices choices-row">{kinds}</div>
                <FieldProblem field=Field::CentreKind error/>
            </fieldset>
            <TextField
                field=Field::Abn
                name="form[abn]"
                label=tr!(Abn)
                hint=tr!(ClinicAbnHint)
                class="input-20"
                value=form.abn.clone()
                error
            />
        </div>
    }
    .into_any()
}

fn place(form: &CentreForm, error: Answer) -> AnyView {
    view! {
        <div class="form-section">
            <h2>{tr!(ClinicAddressPhone)}</h2>
            <TextField
                field=Field::Address
                name="form[address]"
                label=tr!(ClinicStreet)
                optional=true
                value=form.address.clone()
                error
            />
            <TextField field=Field::Suburb name="form[suburb]" label=tr!(ClinicSuburb) value=form.suburb.clone() error/>
            <TextField
                field=Field::Phone
                name="form[phone]"
                label=tr!(Phone)
                kind="tel"
                optional=true
                class="input-20"
                value=form.phone.clone()
                error
            />
        </div>
    }
    .into_any()
}

fn clock(centre: &CentreEditView, error: Answer, times: Times) -> AnyView {
    let zones = centre.zones.iter().map(|zone| view! { <option value=zone.clone()></option> }).collect_view();
    let example = centre.zones.iter().find(|zone| zone.ends_with("/Sydney")).cloned().unwrap_or_default();
    let coming = centre.coming;
    let effect = centre.id.is_some().then(|| {
        view! {
            <div class="note">
                <Icon name="info"/>
                <div>
                    <p>{what_stays(coming)}</p>
                    <p>{tr!(ClinicHoursFollow)}</p>
                </div>
            </div>
        }
    });
    let ticked = !centre.form.zone_agreed.is_empty();
    view! {
        <div class="form-section">
            <h2>{tr!(ClinicTimeZone)}</h2>
            <TextField
                field=Field::TimeZone
                name="form[time_zone]"
                label=tr!(ClinicTimeZone)
                hint=tr!(ClinicZoneHint, zone = example)
                list="time-zones"
                class="input-20"
                value=centre.form.time_zone.clone()
                error
            />
            <datalist id="time-zones">{zones}</datalist>
            {effect}
            <Agreement
                field=Field::ZoneAgreed
                name="form[zone_agreed]"
                label=counted!(ClinicZoneAgree, usize::try_from(coming).unwrap_or(0))
                ticked
                error
            >
                <Booked times coming/>
            </Agreement>
        </div>
    }
    .into_any()
}

/// The booked times, in the current time zone and in the new one.
#[component]
fn Booked(times: Times, coming: i64) -> impl IntoView {
    let list = move || {
        Suspend::new(async move {
            let times = times.await.ok().filter(|times| !times.is_empty())?;
            let more = usize::try_from(coming).unwrap_or_default().saturating_sub(times.len());
            let more = (more > 0).then(|| view! { <p class="muted">{counted!(ClinicZoneMore, more)}</p> });
            let rows = times.into_iter().map(|BookedView { practitioner, before, after }| {
                view! {
                    <tr>
                        <th scope="row" data-label=tr!(ClinicZoneWith)>{practitioner}</th>
                        <td data-label=tr!(ClinicZoneNow)>{before}</td>
                        <td data-label=tr!(ClinicZoneThen)>{after}</td>
                    </tr>
                }
            });
            let rows = rows.collect_view();
            Some(view! {
                <Table
                    id="booked-times"
                    caption=tr!(ClinicZoneTimes)
                    columns=vec![tr!(ClinicZoneWith), tr!(ClinicZoneNow), tr!(ClinicZoneThen)]
                >
                    {rows}
                </Table>
                {more}
            })
        })
    };
    view! { <Transition>{list}</Transition> }
}

/// What a change of the time zone means for existing bookings.
fn what_stays(coming: i64) -> String {
    match coming {
        0 => tr!(ClinicNoneAffected).to_owned(),
        n => counted!(ClinicWhatStays, usize::try_from(n).unwrap_or(0)),
    }
}
