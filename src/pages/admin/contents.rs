//! The clinic's texts on its public pages: every place, and the beginning of its text.

use leptos::prelude::*;

use crate::{
    components::{
        loaded::{loaded, resource},
        page_head::PageHead,
        table::Table,
        time::ShortDateTime,
    },
    domain::content::Place,
    server_fns::content::admin_contents,
    views::content::ContentRowView,
    words::tr,
};

/// The page.
#[component]
pub fn Contents() -> impl IntoView {
    let data = resource(|| (), |()| admin_contents());
    view! {
        <div class="wrap">
            <PageHead
                title=tr!(SetContents)
                lede=tr!(SetContentsLede)
                crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
            />
            {loaded(data, |rows| {
                let rows = rows.into_iter().map(row).collect_view();
                view! {
                    <Table
                        id="contents"
                        caption=tr!(SetContentsCaption)
                        columns=[tr!(SetContentText), tr!(SetContentBegins), tr!(SetContentLastChanged)]
                        has_actions=true
                    >
                        {rows}
                    </Table>
                }
                .into_any()
            })}
        </div>
    }
}

fn row(row: ContentRowView) -> AnyView {
    let ContentRowView { place, begins, changed } = row;
    let edit = format!("/admin/content/{}", place.as_str());
    let begins = match begins.is_empty() {
        true => view! { <span class="muted">{tr!(SetContentNone)}</span> }.into_any(),
        false => begins.into_any(),
    };
    let changed = match changed {
        Some((by, when)) => view! { <ShortDateTime when/> {tr!(SetContentBy, by = by)} }.into_any(),
        None => view! { <span class="muted">{tr!(SetContentNever)}</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row" data-label=tr!(SetContentText)><a href=edit.clone()>{place_name(place)}</a></th>
            <td data-label=tr!(SetContentBegins)>{begins}</td>
            <td data-label=tr!(SetContentLastChanged)>{changed}</td>
            <td class="row-actions">
                <a class="btn btn-quiet btn-sm" href=edit>
                    {tr!(Change)}<span class="visually-hidden">{format!(" {}", place_name(place))}</span>
                </a>
            </td>
        </tr>
    }
    .into_any()
}

/// The name of a place.
pub(super) fn place_name(place: Place) -> &'static str {
    match place {
        Place::Notice => tr!(SetPlaceNotice),
        Place::Home => tr!(SetPlaceHome),
        Place::About => tr!(SetPlaceAbout),
        Place::Faq => tr!(SetPlaceFaq),
        Place::Privacy => tr!(SetPlacePrivacy),
        Place::Contact => tr!(SetPlaceContact),
    }
}

/// The purpose of a text there.
pub(super) fn place_hint(place: Place) -> &'static str {
    match place {
        Place::Notice => tr!(SetPlaceNoticeHint),
        Place::Home => tr!(SetPlaceHomeHint),
        Place::About => tr!(SetPlaceAboutHint),
        Place::Faq => tr!(SetPlaceFaqHint),
        Place::Privacy => tr!(SetPlacePrivacyHint),
        Place::Contact => tr!(SetPlaceContactHint),
    }
}
