//! What was sent to whom and how, and the result. The content of emails is not the clinic's to read.

use leptos::prelude::*;

use super::letter_words::{channel_word, kind_word, state_class, state_word};
use crate::{
    components::{
        action_form::ActionForm,
        form_error::{FormError, action_error},
        icon::Icon,
        listing::{
            Asked, Row,
            page::{ListPage, Listing, NoRows, OpenList, SoughtField},
            tools::{DayFields, SortField},
        },
        part_filters::PartFilter,
        time::ShortDateTime,
    },
    domain::{
        letter::{Kind, State},
        list::LETTERS,
        notice::Channel,
    },
    server_fns::{mail::admin_letters, sought::SearchLetters},
    views::mail::{LetterQuery, LetterRowView, LettersView},
    words::tr,
};

/// The page.
#[component]
pub fn Letters() -> impl IntoView {
    let list = OpenList::new(
        &LETTERS,
        || (),
        |asked, again| {
            let part = |name| asked.get(name);
            let query = LetterQuery {
                name: part("name"),
                kind: part("kind"),
                channel: part("channel"),
                state: part("state"),
                from: part("from"),
                until: part("until"),
            };
            admin_letters(query, asked.place, again)
        },
    );
    list.follow();
    let search = ServerAction::<SearchLetters>::new();
    view! {
        <div class="wrap">
            {list.shown(move |found, listing| view! { <Shown found listing search/> }.into_any())}
        </div>
    }
}

#[component]
fn Shown(found: LettersView, listing: Listing, search: ServerAction<SearchLetters>) -> impl IntoView {
    let LettersView { sought, rows, place } = found;
    let (asked, sort) = (listing.asked.clone(), place.sort.clone());
    let nothing = view! { <NoRows icon="mail" title=tr!(PeopleNoMatches) text=tr!(ClinicNothingMatches)/> }.into_any();
    view! {
        <ListPage
            listing
            title=tr!(MailAll)
            lede=tr!(MailAllLede)
            crumbs=vec![("/admin", tr!(NavOverview)), ("/admin/mail", tr!(MailTitle))]
            rows=rows.into_iter().map(row).collect()
            place
            nothing
            pages=tr!(MailPages)
        >
            <FormError error=action_error(search)/>
            <Filters asked sought sort search/>
        </ListPage>
    }
    .into_any()
}

#[component]
fn Filters(asked: Asked, sought: String, sort: String, search: ServerAction<SearchLetters>) -> impl IntoView {
    let [kind, channel, state] = ["kind", "channel", "state"].map(|name| asked.get(name));
    let kinds = Kind::all().map(|one| (one.as_str(), kind_word(one).to_owned())).collect::<Vec<_>>();
    let channels = Channel::ALL.map(|one| (one.as_str(), channel_word(one).to_owned())).to_vec();
    let states = State::ALL.iter().map(|one| (one.as_str(), state_word(*one).to_owned())).collect::<Vec<_>>();
    view! {
        <ActionForm action=search keeps_text=false attr:class="table-tools" attr:role="search">
            <SoughtField name="name" label=tr!(MailRecipientName) value=sought/>
            <PartFilter name="kind" label=tr!(MailKind) all=tr!(PeopleAll) options=kinds chosen=kind/>
            <PartFilter name="channel" label=tr!(MailChannel) all=tr!(PeopleAll) options=channels chosen=channel/>
            <PartFilter name="state" label=tr!(Status) all=tr!(ClinicAllStatuses) options=states chosen=state/>
            <DayFields asked=asked.clone()/>
            <SortField list=&LETTERS asked sort is_posted=true/>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(PeopleShow)}</button>
        </ActionForm>
    }
    .into_any()
}

fn row(letter: LetterRowView) -> Row {
    let LetterRowView { account, name, to, kind, channel, state, error, when } = letter;
    let address = view! { <span class="muted small">{to}</span> };
    let recipient = match account {
        Some(id) => {
            view! { <span><a href=format!("/admin/users/{id}") data-walk="">{name}</a><br/>{address}</span> }.into_any()
        }
        None => address.into_any(),
    };
    Row::new(vec![
        view! { <ShortDateTime when/> }.into_any(),
        recipient,
        kind_word(kind).into_any(),
        channel_word(channel).into_any(),
        view! { <span class=state_class(state)>{state_word(state)}</span> }.into_any(),
        error.into_any(),
    ])
}
