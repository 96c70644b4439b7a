//! Links to the pages of a long list.

use leptos::prelude::*;

use super::icon::Icon;
use crate::words::{self, tr};

/// Previous and next, the first and last page, and those around the current one. Nothing if there is only one page.
pub fn pager(label: &'static str, page: usize, pages: usize, href: impl Fn(usize) -> String) -> Option<AnyView> {
    let previous = (page > 1).then(|| back(tr!(Previous), tr!(PreviousPage), href(page - 1)));
    let next = (page < pages).then(|| on(tr!(Next), tr!(NextPage), href(page + 1)));
    let numbers = window(page, pages)
        .into_iter()
        .map(|entry| match entry {
            Some(number) => {
                let current = (number == page).then_some("page");
                let said = words::number(number);
                view! {
                    <li>
                        <a href=href(number) aria-current=current aria-label=tr!(PageNumber, page = said)>{said.clone()}</a>
                    </li>
                }
                .into_any()
            }
            None => view! { <li aria-hidden="true">"\u{2026}"</li> }.into_any(),
        })
        .collect_view();
    (pages > 1).then(|| {
        view! {
            <nav class="pager" aria-label=label>
                {previous}
                <ol role="list">{numbers}</ol>
                {next}
            </nav>
        }
        .into_any()
    })
}

/// Links back and on through a list of unknown length. Nothing if there is only one page.
pub fn stepper(
    label: &'static str,
    words: [&'static str; 2],
    of: &'static str,
    (page, more): (i64, bool),
    href: impl Fn(i64) -> String,
) -> Option<AnyView> {
    let back = (page > 1).then(|| back(words[0], of, href(page - 1)));
    let on = more.then(|| on(words[1], of, href(page + 1)));
    (back.is_some() || on.is_some()).then(|| view! { <nav class="pager" aria-label=label>{back}{on}</nav> }.into_any())
}

fn back(word: &'static str, of: &'static str, href: String) -> AnyView {
    view! {
        <a class="btn" rel="prev" href=href>
            <Icon name="chevron-left" class="icon-dir"/>
            {word}
            " "
            <span class="visually-hidden">{of}</span>
        </a>
    }
    .into_any()
}

fn on(word: &'static str, of: &'static str, href: String) -> AnyView {
    view! {
        <a class="btn" rel="next" href=href>
            {word}
            " "
            <span class="visually-hidden">{of}</span>
            <Icon name="chevron-right" class="icon-dir"/>
        </a>
    }
    .into_any()
}

/// The page numbers to show, with a gap where some are left out. A gap never stands for a single page.
fn window(page: usize, pages: usize) -> Vec<Option<usize>> {
    let mut wanted = vec![1, page.saturating_sub(1), page, page + 1, pages];
    wanted.retain(|number| (1..=pages).contains(number));
    wanted.sort_unstable();
    wanted.dedup();
    let mut shown = Vec::new();
    let mut last = 0;
    for number in wanted {
        match number - last {
            0 | 1 => {}
            2 => shown.push(Some(number - 1)),
            _ => shown.push(None),
        }
        shown.push(Some(number));
        last = number;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::window;

    fn text(page: usize, pages: usize) -> String {
        let shown = window(page, pages).into_iter().map(|entry| entry.map_or("-".to_owned(), |n| n.to_string()));
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_first_the_last_and_the_neighbours_are_shown() {
        assert_eq!(text(1, 1), "1");
        assert_eq!(text(1, 5), "1 2 - 5");
        assert_eq!(text(50, 100), "1 - 49 50 51 - 100");
        assert_eq!(text(100, 100), "1 - 99 100");
    }

    #[test]
    fn a_gap_never_stands_for_one_page() {
        assert_eq!(text(1, 4), "1 2 3 4");
        assert_eq!(text(4, 9), "1 2 3 4 5 - 9");
        assert_eq!(text(6, 9), "1 - 5 6 7 8 9");
    }
}
