//! The waiting list, with each request's urgency.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        listing::{
            Asked, Row,
            page::{ListPage, Listing, NoRows, OpenList, SoughtField},
            tools::{DayFields, SortField},
        },
        part_filters::PartFilters,
        practitioner_field::PractitionerSearch,
        submit::Submit,
        suggestions::Among,
    },
    domain::{list::WAITLIST, waitlist::Urgency},
    server_fns::{
        sought::SearchWaiters,
        waitlist::{SetUrgency, admin_waiters},
    },
    views::{
        choices::ChoicesView,
        waitlist::{WaiterQuery, WaiterView, WaitersView, WishView},
    },
    words::{counted, tr},
};

/// The page.
#[component]
pub fn Waitlist() -> impl IntoView {
    let action = ServerAction::<SetUrgency>::new();
    let search = PractitionerSearch::of_page("find_practitioner", Among::Practitioners).posted();
    let looking = ServerAction::<SearchWaiters>::new();
    let list = OpenList::new(
        &WAITLIST,
        move || action.version().get(),
        |asked, again| {
            let part = |name| asked.get(name);
            let query = WaiterQuery {
                patient: part("patient"),
                practitioner: part("practitioner"),
                centre: part("centre"),
                service: part("service"),
                urgency: part("urgency"),
                from: part("from"),
                until: part("until"),
            };
            admin_waiters(query, asked.place, again)
        },
    );
    list.follow();
    view! {
        <div class="wrap">
            {list.shown(move |found, listing| view! { <Shown found listing action search looking/> }.into_any())}
        </div>
    }
}

#[component]
fn Shown(
    found: WaitersView,
    listing: Listing,
    action: ServerAction<SetUrgency>,
    search: PractitionerSearch,
    looking: ServerAction<SearchWaiters>,
) -> impl IntoView {
    let WaitersView { sought, rows, total, choices, place } = found;
    let error = action_error(action);
    let (asked, sort) = (listing.asked.clone(), place.sort.clone());
    let (title, text) = match asked.is_filtered() {
        true => (tr!(PeopleNoMatches), tr!(ClinicNothingMatches)),
        false => (tr!(ClinicNoOneWaiting), tr!(ClinicNoOneWaitingText)),
    };
    let page = asked.page();
    let joint = if page.is_empty() { "" } else { "&" };
    let next = format!("{}?{page}{joint}saved=1", WAITLIST.path);
    view! {
        <ListPage
            listing
            title=tr!(ClinicWaitingList)
            lede=tr!(ClinicWaitlistLede)
            count=counted!(ClinicRequests, usize::try_from(total).unwrap_or(0))
            rows=rows.iter().map(|one| row(one, action, &next)).collect()
            place
            nothing=view! { <NoRows icon="hourglass" title text/> }.into_any()
            pages=tr!(ClinicWaitlistPages)
        >
            <Flash param="saved" text=tr!(Saved) error/>
            <FormError error/>
            <FormError error=action_error(looking)/>
            <Filters asked sought sort choices search looking/>
        </ListPage>
    }
    .into_any()
}

#[component]
fn Filters(
    asked: Asked,
    sought: String,
    sort: String,
    choices: ChoicesView,
    search: PractitionerSearch,
    looking: ServerAction<SearchWaiters>,
) -> impl IntoView {
    let chosen = [asked.get("centre"), asked.get("service")];
    let urgency = asked.get("urgency");
    let urgencies = Urgency::ALL
        .map(|one| {
            let number = one.number();
            view! { <option value=number selected=urgency == number.to_string()>{urgency_word(one)}</option> }
        })
        .collect_view();
    view! {
        <ActionForm action=looking keeps_text=false attr:class="table-tools" attr:role="search">
            <SoughtField name="patient" label=tr!(ClinicFindPatientName) value=sought/>
            <PartFilters choices chosen search=Some(search)/>
            <div class="field">
                <label for="urgency">{tr!(ClinicListUrgency)}</label>
                <select id="urgency" name="urgency">
                    <option value="">{tr!(PeopleAll)}</option>
                    {urgencies}
                </select>
            </div>
            <DayFields asked=asked.clone()/>
            <SortField list=&WAITLIST asked sort is_posted=true/>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(PeopleShow)}</button>
        </ActionForm>
    }
    .into_any()
}

/// The urgency in words.
#[must_use]
pub fn urgency_word(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Routine => tr!(ClinicRoutine),
        Urgency::Soon => tr!(ClinicSoon),
        Urgency::Urgent => tr!(ClinicUrgent),
    }
}

/// The wish: with whom, where, when, and what it would replace.
pub(super) fn wished(wish: &WishView) -> AnyView {
    let (place, times) = (&wish.place, &wish.times);
    let text = match &wish.service {
        Some(service) => tr!(ClinicWishOfService, place = place, service = service, times = times),
        None => tr!(ClinicWish, place = place, times = times),
    };
    let instead = wish.instead_of.as_ref().map(|(id, when)| {
        let text = tr!(ClinicReplaces, date = when.long_date, time = when.time);
        view! { <p class="muted small"><a href=format!("/admin/appointments/{id}")>{text}</a></p> }
    });
    view! {
        <div>
            <p><strong>{wish.whom.clone()}</strong></p>
            <p>{text}</p>
            {instead}
        </div>
    }
    .into_any()
}

/// The form that sets a request's urgency, and then goes to `next`.
pub(super) fn urgency_form(waiter: &WaiterView, action: ServerAction<SetUrgency>, next: String) -> AnyView {
    let WaiterView { patient_name, urgency, wish } = waiter;
    let (key, id) = (wish.id, format!("urgency-{}", wish.id));
    let whose = tr!(ClinicTheUrgencyFor, name = patient_name);
    let label = tr!(ClinicUrgencyFor, name = patient_name);
    let options = Urgency::ALL.map(|choice| {
        view! { <option value=choice.number() selected=choice == *urgency>{urgency_word(choice)}</option> }
    });
    view! {
        <ActionForm action attr:class="cluster">
            <input type="hidden" name="id" value=key/>
            <input type="hidden" name="next" value=next/>
            <label class="visually-hidden" for=id.clone()>{label}</label>
            <select id=id name="urgency" class="input-10">{options.collect_view()}</select>
            <Submit
                label=tr!(PeopleSave)
                context=whose
                busy=action.pending()
                class="btn"
            />
        </ActionForm>
    }
    .into_any()
}

fn row(waiter: &WaiterView, action: ServerAction<SetUrgency>, next: &str) -> Row {
    let WaiterView { patient_name, wish, .. } = waiter;
    let page = format!("{}/{}", WAITLIST.path, wish.id);
    let name = view! { <a href=page data-walk="">{patient_name.clone()}</a> };
    let since = view! { <time datetime=wish.at.clone()>{wish.ago.clone()}</time> };
    let form = urgency_form(waiter, action, next.to_owned());
    Row::new(vec![name.into_any(), wished(wish), since.into_any(), form])
}
