//! Several people booked on one day, such as for a vaccination: with whom, where and when, the slot that each would get, and the
//! result.

use leptos::{html, prelude::*};
use leptos_router::hooks::use_query_map;

use super::chosen::{crumbs, lot_note, picked};
use crate::{
    components::{
        action_form::ActionForm,
        area_field::AreaField,
        form_error::{FormError, LatestError},
        icon::Icon,
        listing::choosing::{follow, gone_note},
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        table::Table,
        time::ShortDateTime,
    },
    domain::{form::Field, list::USERS},
    error::AppError,
    server_fns::book_several::{BookPeople, ChooseToBook, to_book},
    views::book_several::{BookSeveralQuery, BookSeveralView, BookedView, LeftView},
    words::{number, tr},
};

/// The page.
#[component]
pub fn BookSeveral() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        query.with(|query| {
            let part = |name: &str| query.get(name).unwrap_or_default();
            BookSeveralQuery {
                accounts: picked(query, &["account"]),
                every: part("every"),
                after: part("after"),
                next: part("next"),
                q: part("q"),
                role: part("role"),
                status: part("status"),
                from: part("from"),
                until: part("until"),
                centre: part("centre"),
                practitioner: part("practitioner"),
                service: part("service"),
                date: part("date"),
                typed: part("typed"),
            }
        })
    });
    let choosing = ServerAction::<ChooseToBook>::new();
    let action = ServerAction::<BookPeople>::new();
    follow(action, |_| Some(&USERS));
    let sent = StoredValue::new(None);
    // An action drops its input as soon as it is answered.
    Effect::new(move || {
        if let Some(input) = choosing.input().get() {
            sent.set_value(Some(input.lines));
        }
    });
    let data = resource(move || wanted.get(), to_book);
    view! {
        <div class="wrap">
            {loaded(data, move |found| view! { <Shown found choosing sent action/> }.into_any())}
        </div>
    }
}

#[component]
fn Shown(
    found: BookSeveralView,
    choosing: ServerAction<ChooseToBook>,
    sent: StoredValue<Option<String>>,
    action: ServerAction<BookPeople>,
) -> impl IntoView {
    let error = LatestError::new().of(choosing).of(action).signal();
    let lot = found.lot.clone().map(|lot| lot_note("book", lot, ""));
    let gone = gone_note(found.gone);
    let choice = view! { <Choice found=found.clone() action=choosing sent error/> };
    let day = match found.rows.is_empty() {
        true => {
            view! { <p class="muted">{tr!(ClinicBookNoOneYet)}" "<a href="/admin/users">{tr!(PeopleGoToUsers)}</a></p> }
                .into_any()
        }
        false => view! { <Day found action/> }.into_any(),
    };
    view! {
        <PageHead title=tr!(ClinicBookThese) lede=tr!(ClinicBookTheseLede) crumbs=crumbs("book")/>
        <FormError error/>
        {lot}
        {gone}
        {choice}
        {day}
    }
    .into_any()
}

/// The slot that each would get, and the button that books them all.
#[component]
fn Day(found: BookSeveralView, action: ServerAction<BookPeople>) -> impl IntoView {
    let booking = booking(found.clone(), action);
    view! {
        <section class="section" aria-labelledby="day">
            <h2 id="day">{found.long_date}</h2>
            <People rows=found.rows/>
            {booking}
        </section>
    }
    .into_any()
}

/// Further people, and the practitioner, centre, kind of visit and day.
#[component]
fn Choice(
    found: BookSeveralView,
    action: ServerAction<ChooseToBook>,
    /// The lines that were sent last, until they are answered.
    sent: StoredValue<Option<String>>,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let BookSeveralView { centres, centre, people, practitioner, services, service, date, rows, left, next, .. } =
        found;
    let accounts =
        rows.into_iter().map(|one| view! { <input type="hidden" name="accounts[]" value=one.id/> }).collect_view();
    let option = |id: i64, name: String, chosen: Option<i64>| {
        view! { <option value=id selected=chosen == Some(id)>{name}</option> }
    };
    let centres = centres.into_iter().map(|(id, name)| option(id, name, Some(centre))).collect_view();
    let people = people.into_iter().map(|(id, name)| option(id, name, practitioner)).collect_view();
    let services = services.into_iter().map(|(id, name)| {
        let value = id.map(|id| id.to_string()).unwrap_or_default();
        view! { <option value=value selected=id == service>{name}</option> }
    });
    let services = practitioner.map(|_| {
        view! {
            <div class="field">
                <label for="service">{tr!(ClinicService)}</label>
                <select id="service" name="service">{services.collect_view()}</select>
            </div>
        }
    });
    let text = left.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
    let area = NodeRef::<html::Textarea>::new();
    leave_only(area, text.clone(), move || match action.pending().get_untracked() {
        true => None,
        false => sent.try_update_value(Option::take).flatten(),
    });
    let (meant, nobody): (Vec<_>, Vec<_>) = left.into_iter().partition(|line| !line.people.is_empty());
    let meant = meant.into_iter().map(who).collect_view();
    view! {
        {lines(nobody)}
        <ActionForm action attr:class="form card" attr:novalidate=true>
            {accounts}
            <input type="hidden" name="next" value=next/>
            <AreaField
                field=Field::Patient
                name="lines"
                label=tr!(ClinicBookWho)
                hint=tr!(ClinicBookWhoHint)
                value=text
                error
                optional=true
                node_ref=area
            />
            {meant}
            <div class="field">
                <label for="centre">{tr!(Centre)}</label>
                <select id="centre" name="centre">{centres}</select>
            </div>
            <div class="field">
                <label for="practitioner">{tr!(PeoplePractitioner)}</label>
                <select id="practitioner" name="practitioner">
                    <option value="" selected=practitioner.is_none()>{tr!(PeopleHandChoose)}</option>
                    {people}
                </select>
            </div>
            {services}
            <div class="field">
                <label for="date">{tr!(ClinicMoveDate)}</label>
                <input class="input-10" id="date" name="date" type="date" value=date/>
            </div>
            <div class="form-actions">
                <button class="btn" type="submit"><Icon name="search"/>{tr!(ClinicShowTimes)}</button>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// Leaves these lines in the field once those that were sent are answered, unless something else was typed meanwhile.
fn leave_only(area: NodeRef<html::Textarea>, left: String, answered: impl Fn() -> Option<String> + 'static) {
    Effect::new(move || {
        if let Some(area) = area.get()
            && let Some(sent) = answered()
            && sent.lines().eq(area.value().lines())
        {
            area.set_value(&left);
        }
    });
}

/// The lines by which no one was found.
fn lines(nobody: Vec<LeftView>) -> Option<AnyView> {
    if nobody.is_empty() {
        return None;
    }
    let lines = nobody.into_iter().map(|line| view! { <p>{line.why}</p> }).collect_view();
    Some(view! { <div class="note note-warn" role="status"><Icon name="warning"/><div>{lines}</div></div> }.into_any())
}

/// The people that a line may mean.
fn who(line: LeftView) -> AnyView {
    let people = line.people.into_iter().map(|(id, name, email)| {
        view! {
            <label class="choice">
                <input type="checkbox" name="picked[]" value=id/>
                <span><strong>{name}</strong><span class="hint">{email}</span></span>
            </label>
        }
    });
    view! { <fieldset class="fieldset"><legend>{line.why}</legend>{people.collect_view()}</fieldset> }.into_any()
}

/// The button that books everyone who gets a slot.
fn booking(found: BookSeveralView, action: ServerAction<BookPeople>) -> Option<AnyView> {
    let practitioner = found.practitioner?;
    let chosen = found.rows.iter().filter_map(|one| Some(format!("{}-{}", one.id, one.when.as_ref()?.start)));
    let chosen: Vec<String> = chosen.collect();
    let count = chosen.len();
    if count == 0 {
        return None;
    }
    let service = found.service.map(|id| id.to_string()).unwrap_or_default();
    let people = chosen.into_iter().map(|value| view! { <input type="hidden" name="people[]" value=value/> });
    let view = view! {
        <ActionForm action>
            <input type="hidden" name="practitioner" value=practitioner/>
            <input type="hidden" name="centre" value=found.centre/>
            <input type="hidden" name="service" value=service/>
            <input type="hidden" name="key" value=found.key/>
            <input type="hidden" name="next" value=found.next/>
            {people.collect_view()}
            <div class="form-actions">
                <Submit label=tr!(ClinicBookMany, n = number(count)) busy=action.pending()/>
                <a class="btn" href="/admin/users">{tr!(PeopleBackToUsers)}</a>
            </div>
        </ActionForm>
    };
    Some(view.into_any())
}

#[component]
fn People(rows: Vec<BookedView>) -> impl IntoView {
    let count = rows.len();
    let rows = rows
        .into_iter()
        .map(|one| {
            let outcome = (!one.why_not.is_empty())
                .then(|| view! { <span class="badge">{tr!(PeopleLeftOne)}</span>" "{one.why_not} });
            let when = one.when.map(|when| view! { <ShortDateTime when/> });
            view! {
                <tr>
                    <th scope="row" data-label=tr!(PeopleName)><a href=format!("/admin/users/{}", one.id)>{one.name}</a></th>
                    <td data-label=tr!(When)><span>{when}</span></td>
                    <td data-label=tr!(PeopleOutcome)><span>{outcome}</span></td>
                </tr>
            }
        })
        .collect_view();
    let columns = [tr!(PeopleName), tr!(When), tr!(PeopleOutcome)];
    view! { <Table id="chosen" caption=tr!(PeopleChosenUsers) columns count>{rows}</Table> }
}
