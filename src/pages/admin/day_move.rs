//! Moving a practitioner's day to a colleague: which day, who takes it over, and what becomes of each appointment.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        table::Table,
        time::ShortDateTime,
    },
    server_fns::day_move::{MoveDay, day_to_move},
    views::day_move::{DayMoveQuery, DayMoveView, MovedView, WayView},
    words::{number, tr},
};

/// The page.
#[component]
pub fn DayMove() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        query.with(|query| {
            let part = |name: &str| query.get(name).unwrap_or_default();
            DayMoveQuery {
                practitioner: part("practitioner"),
                centre: part("centre"),
                date: part("date"),
                colleague: part("colleague"),
            }
        })
    });
    let action = ServerAction::<MoveDay>::new();
    let data = resource(move || wanted.get(), day_to_move);
    view! {
        <div class="wrap">
            {loaded(data, move |found| view! { <Shown found action/> }.into_any())}
        </div>
    }
}

#[component]
fn Shown(found: DayMoveView, action: ServerAction<MoveDay>) -> impl IntoView {
    let error = action_error(action);
    let crumbs = vec![
        ("/admin".to_owned(), tr!(NavOverview).to_owned()),
        ("/admin/practitioners".to_owned(), tr!(KindPractitioners).to_owned()),
        (format!("/admin/practitioners/{}", found.practitioner), found.name.clone()),
    ];
    let plan = planned(found.clone(), action);
    view! {
        <PageHead title=tr!(ClinicMoveDayOf, name = found.name) tab=tr!(ClinicMoveDay) lede=tr!(ClinicMoveDayLede) crumbs/>
        <FormError error/>
        <Choice found=found.clone()/>
        <section class="section" aria-labelledby="day">
            <h2 id="day">{found.long_date}</h2>
            {plan}
            <p class="muted">{tr!(ClinicTimesOpen)}</p>
        </section>
    }
    .into_any()
}

/// The day, and who takes it over.
#[component]
fn Choice(found: DayMoveView) -> impl IntoView {
    let DayMoveView { practitioner, centres, centre, date, colleagues, colleague, .. } = found;
    let chosen = colleague.map(|(id, _)| id);
    let centres = options(centres, Some(centre));
    let colleagues = options(colleagues, chosen);
    view! {
        <form method="get" action="/admin/move-day" class="table-tools">
            <input type="hidden" name="practitioner" value=practitioner/>
            <div class="field">
                <label for="centre">{tr!(Centre)}</label>
                <select id="centre" name="centre">{centres}</select>
            </div>
            <div class="field">
                <label for="date">{tr!(ClinicMoveDate)}</label>
                <input id="date" name="date" type="date" value=date/>
            </div>
            <div class="field">
                <label for="colleague">{tr!(ClinicMoveTo)}</label>
                <select id="colleague" name="colleague">
                    <option value="" selected=chosen.is_none()>{tr!(PeopleHandChoose)}</option>
                    {colleagues}
                </select>
            </div>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(ClinicMovePlan)}</button>
        </form>
    }
    .into_any()
}

fn options(all: Vec<(i64, String)>, chosen: Option<i64>) -> Vec<AnyView> {
    let option = |(id, name)| view! { <option value=id selected=chosen == Some(id)>{name}</option> }.into_any();
    all.into_iter().map(option).collect()
}

/// What would become of each appointment, and the button that carries it out.
fn planned(found: DayMoveView, action: ServerAction<MoveDay>) -> AnyView {
    if found.rows.is_empty() {
        return view! { <p>{tr!(ClinicMoveNothing)}</p> }.into_any();
    }
    let moves = found.rows.iter().filter_map(|row| {
        let start = match &row.way {
            WayView::Same => row.when.start,
            WayView::Other(when) => when.start,
            _ => return None,
        };
        Some(format!("{}-{}-{start}", row.id, row.version))
    });
    let moves: Vec<String> = moves.collect();
    let count = moves.len();
    let table = view! { <Visits rows=found.rows/> };
    let Some((colleague, name)) = found.colleague.filter(|_| count > 0) else {
        return table.into_any();
    };
    let moves =
        moves.into_iter().map(|value| view! { <input type="hidden" name="moves[]" value=value/> }).collect_view();
    view! {
        <p>{tr!(ClinicTakes, name = name)}</p>
        {table}
        <ActionForm action>
            <input type="hidden" name="practitioner" value=found.practitioner/>
            <input type="hidden" name="colleague" value=colleague/>
            <input type="hidden" name="key" value=found.key/>
            {moves}
            <div class="form-actions">
                <Submit label=tr!(ClinicMoveMany, n = number(count)) busy=action.pending()/>
            </div>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Visits(rows: Vec<MovedView>) -> impl IntoView {
    let count = rows.len();
    let rows = rows
        .into_iter()
        .map(|row| {
            let way = way(row.way);
            let href = format!("/admin/appointments/{}", row.id);
            view! {
                <tr>
                    <th scope="row" data-label=tr!(When)><a href=href><ShortDateTime when=row.when/></a></th>
                    <td data-label=tr!(Patient)>{row.patient_name}</td>
                    <td data-label=tr!(ClinicService)>{row.service_name}</td>
                    <td data-label=tr!(ClinicNewTime)><span>{way}</span></td>
                </tr>
            }
        })
        .collect_view();
    let columns = [tr!(When), tr!(Patient), tr!(ClinicService), tr!(ClinicNewTime)];
    view! { <Table id="moved" caption=tr!(ClinicChosenVisits) columns count>{rows}</Table> }
}

/// What would become of an appointment, in words.
fn way(way: WayView) -> AnyView {
    match way {
        WayView::Open => ().into_any(),
        WayView::Same => view! { <span class="badge badge-success">{tr!(ClinicSameTime)}</span> }.into_any(),
        WayView::Other(when) => view! { <ShortDateTime when/> }.into_any(),
        WayView::Stays(why) => view! { <span class="badge badge-warn">{tr!(PeopleLeftOne)}</span>" "{why} }.into_any(),
    }
}
