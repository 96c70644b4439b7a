//! The rows ticked in a list for what is done to several of them at once. They stay chosen on the way to other pages, other orders and
//! other filters of the list: this tab remembers them; without scripts, they are carried along in the addresses.

use std::sync::Arc;

use leptos::{ev::MouseEvent, prelude::*, server_fn::ServerFn};

use super::{Asked, joined, taking_along};
use crate::{
    browser,
    domain::{
        bulk::MOST,
        list::{Chosen, List},
    },
    error::AppError,
    words::{counted, number, tr},
};

/// The classes of a button that is there without scripts only.
const UNSCRIPTED: &str = "btn btn-quiet btn-sm until-hydrated";
/// Where the tab notes which list a deed was begun from.
const BEGUN: &str = "begun";

/// What is chosen of a list.
#[derive(Clone, Copy)]
pub struct Choosing {
    list: &'static List,
    /// The name of its checkboxes.
    name: &'static str,
    chosen: RwSignal<Chosen>,
    /// Whether the page was sent with every row ticked, and none was changed since.
    all: RwSignal<bool>,
    /// Whether there was no room for a tick.
    is_full: RwSignal<bool>,
}

impl Choosing {
    /// For a list whose checkboxes have this name.
    #[must_use]
    pub fn new(list: &'static List, name: &'static str, wanted: Memo<Asked>) -> Self {
        let (given, all) = wanted.with_untracked(|asked| (asked.chosen.clone(), asked.all));
        let this = Self {
            list,
            name,
            chosen: RwSignal::new(given.clone()),
            all: RwSignal::new(all),
            is_full: RwSignal::new(false),
        };
        Effect::new(move || {
            let known = browser::kept_here(list.key).map_or_else(|| given.clone(), |kept| Chosen::parse(&kept));
            // Some may have been ticked before the page could listen.
            let ticked = browser::ticked(name).into_iter().filter_map(|key| key.parse().ok());
            let ticked = ticked.filter(|key| !given.has(*key));
            this.put(known.keys().chain(ticked).collect());
        });
        this
    }

    fn put(self, chosen: Chosen) {
        self.all.set(false);
        self.is_full.set(false);
        browser::keep_here(self.list.key, Some(chosen.written()).filter(|written| !written.is_empty()));
        self.chosen.set(chosen);
    }

    /// Ticks or unticks rows. Whether there was room for all.
    fn change(self, keys: &[i64], is_ticked: bool) -> bool {
        let mut chosen = self.chosen.get_untracked();
        let mut has_room = true;
        for key in keys {
            match is_ticked {
                true => has_room &= chosen.add(*key),
                false => chosen.remove(*key),
            }
        }
        self.put(chosen);
        self.is_full.set(!has_room);
        has_room
    }

    /// The checkbox of a row.
    pub fn tick(self, key: i64, label: String) -> AnyView {
        let Self { name, chosen, all, .. } = self;
        let is_ticked = move || all.get() || chosen.with(|chosen| chosen.has(key));
        view! {
            <input
                type="checkbox"
                form="bulk"
                name=name
                value=key
                aria-label=label
                aria-keyshortcuts="x"
                data-shortcut-here="x"
                checked=all.get_untracked() || chosen.with_untracked(|chosen| chosen.has(key))
                prop:checked=is_ticked
                on:change:target=move |event| {
                    let wanted = event.target().checked();
                    if !self.change(&[key], wanted) {
                        event.target().set_checked(false);
                    }
                }
            />
        }
        .into_any()
    }

    /// For the form of the ticked rows: those on other pages, how many they are, and what leads to them. `rows` are the page's.
    pub fn bar(self, asked: &Asked, rows: Vec<i64>) -> AnyView {
        let Self { list, chosen, is_full, .. } = self;
        let rows: Arc<[i64]> = rows.into();
        let here = rows.clone();
        let others = move || chosen.with(|chosen| chosen.besides(&here).written());
        let asked = asked.clone();
        let summary = {
            let (rows, asked) = (rows.clone(), asked.clone());
            move || chosen.with(|chosen| summary(list, self, chosen, &rows, &asked))
        };
        let full = move || {
            is_full.get().then(|| view! { <small class="muted">{tr!(PeopleChosenFull, most = number(MOST))}</small> })
        };
        view! {
            <input type="hidden" name="chosen" value=others.clone() prop:value=others/>
            <p class="cluster" aria-live="polite">{summary}{full}</p>
            {self.tick_all(&asked, rows)}
            {taking_along(list.path, UNSCRIPTED, asked.page(), tr!(PeopleKeepTicks).into_any())}
        }
        .into_any()
    }

    /// What ticks every row of the page, or none.
    fn tick_all(self, asked: &Asked, rows: Arc<[i64]>) -> AnyView {
        let Self { list, chosen, all, .. } = self;
        let page = asked.carrying(asked.page());
        let (ticked, none) = (joined(page.clone(), "all=1".to_owned()), page);
        let [ticked, none] = [ticked, none].map(|query| format!("{}?{query}", list.path));
        let here = rows.clone();
        let is_all = move || all.get() || chosen.with(|chosen| here.iter().all(|key| chosen.has(*key)));
        let (is_all_now, is_all_said) = (is_all.clone(), is_all.clone());
        let turn = move |event: MouseEvent| {
            event.prevent_default();
            let is_all = untrack(&is_all_now);
            self.change(&rows, !is_all);
        };
        view! {
            <a class="btn btn-quiet btn-sm" href=move || if is_all() { none.clone() } else { ticked.clone() } on:click=turn>
                {move || if is_all_said() { tr!(PeopleTickNone) } else { tr!(PeopleTickAll) }}
            </a>
        }
        .into_any()
    }
}

/// How many are chosen, and the ways to see them and to choose none.
fn summary(list: &'static List, choosing: Choosing, chosen: &Chosen, rows: &[i64], asked: &Asked) -> Option<AnyView> {
    if chosen.is_empty() {
        return None;
    }
    let count = number(chosen.len());
    let said = match chosen.besides(rows).len() {
        0 => tr!(PeopleChosenHere, n = count),
        others => tr!(PeopleChosenElsewhere, n = count, others = number(others)),
    };
    let whole = format!("{}?{}", list.path, asked.query());
    let show = match asked.only {
        true => {
            let all = format!("{}?{}", list.path, asked.carrying("view=all".to_owned()));
            view! { <a class="btn btn-quiet btn-sm" href=all>{tr!(PeopleShowOthers)}</a> }.into_any()
        }
        false => {
            let only = format!("{}?only=1&chosen={}", list.path, chosen.written());
            view! {
                <a class="btn btn-quiet btn-sm when-hydrated" href=only>{tr!(PeopleShowChosen)}</a>
                {taking_along(list.path, UNSCRIPTED, "only=1".to_owned(), tr!(PeopleShowChosen).into_any())}
            }
            .into_any()
        }
    };
    let clear = move |_| choosing.put(Chosen::default());
    Some(
        view! {
            <span>{said}</span>
            {show}
            <a class="btn btn-quiet btn-sm" href=whole on:click=clear>{tr!(PeopleClearChosen)}</a>
        }
        .into_any(),
    )
}

/// What chooses every row that matches, on all pages. Where only the chosen ones are shown, all of them are ticked already, and the
/// list's filters lead to others.
#[must_use]
pub fn every(asked: &Asked, said: String) -> Option<AnyView> {
    let choice = || {
        view! {
            <label class="choice">
                <input type="checkbox" name="every" value="1"/>
                <span>{said}</span>
            </label>
        }
        .into_any()
    };
    (!asked.only).then(choice)
}

/// That some of those who were chosen are not in the list any more, if so.
#[must_use]
pub fn gone_note(gone: usize) -> Option<AnyView> {
    (gone > 0).then(|| view! { <p class="muted" role="status">{counted!(PeopleChosenGone, gone)}</p> }.into_any())
}

/// Notes that a deed is sent for those chosen of a list, until it is refused.
pub fn follow<S>(action: ServerAction<S>, list: impl Fn(&S) -> Option<&'static List> + Send + Sync + 'static)
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    Effect::new(move || {
        let sent = action.input().with(|input| input.as_ref().and_then(&list));
        let is_refused = action.value().with(|value| matches!(value, Some(Err(_))));
        if sent.is_some() || is_refused {
            browser::keep_here(BEGUN, sent.map(|list| list.key.to_owned()));
        }
    });
}

/// Chooses those no longer for whom a deed was begun.
pub fn settle() {
    Effect::new(move || {
        if let Some(list) = browser::kept_here(BEGUN) {
            browser::keep_here(&list, None);
            browser::keep_here(BEGUN, None);
        }
    });
}
