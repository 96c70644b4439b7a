//! Everybody who waits for a time, and how pressing it is.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        listing::{
            Asked, Row, SEARCH_SHORTCUTS,
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
        waitlist::{WaiterQuery, WaiterView, WaitersView},
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
            rows=rows.into_iter().map(|one| row(one, action, &next)).collect()
            place
            nothing=view! { <NoRows icon="hourglass" title text/> }.into_any()
            pages=tr!(ClinicWaitlistPages)
            shortcuts=&SEARCH_SHORTCUTS
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

/// How pressing it is.
#[must_use]
pub fn urgency_word(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Routine => tr!(ClinicRoutine),
        Urgency::Soon => tr!(ClinicSoon),
        Urgency::Urgent => tr!(ClinicUrgent),
    }
}

fn row(waiter: WaiterView, action: ServerAction<SetUrgency>, next: &str) -> Row {
    let WaiterView { patient_name, urgency, wish } = waiter;
    let text = match wish.service {
        Some(service) => tr!(ClinicWishOfService, place = wish.place, service = service, times = wish.times),
        None => tr!(ClinicWish, place = wish.place, times = wish.times),
    };
    let instead = wish.instead_of.map(|(_, when)| {
        view! { <p class="muted small">{tr!(ClinicReplaces, date = when.long_date, time = when.time)}</p> }
    });
    let what = view! {
        <div>
            <p><strong>{wish.whom}</strong></p>
            <p>{text}</p>
            {instead}
        </div>
    };
    let since = view! { <time datetime=wish.at>{wish.ago}</time> };
    let (id, next) = (format!("urgency-{}", wish.id), next.to_owned());
    let whose = tr!(ClinicTheUrgencyFor, name = patient_name);
    let label = tr!(ClinicUrgencyFor, name = patient_name);
    let options = Urgency::ALL.map(|choice| {
        view! { <option value=choice.number() selected=choice == urgency>{urgency_word(choice)}</option> }
    });
    let form = view! {
        <ActionForm action attr:class="cluster">
            <input type="hidden" name="id" value=wish.id/>
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
    };
    Row::new(vec![patient_name.into_any(), what.into_any(), since.into_any(), form.into_any()])
}
