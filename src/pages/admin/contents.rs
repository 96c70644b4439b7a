//! What the clinic writes on its public pages: every place, and how its text begins.

use leptos::prelude::*;

use crate::{
    components::{
        loaded::{loaded, resource},
        page_head::PageHead,
        table::Table,
        time::ShortDateTime,
    },
    server_fns::content::admin_contents,
    views::content::ContentRowView,
};

/// The page.
#[component]
pub fn Contents() -> impl IntoView {
    let data = resource(|| (), |()| admin_contents());
    view! {
        <div class="wrap">
            <PageHead
                title="Public pages"
                lede="What your clinic says in its own words. Where you say nothing, Consulta's text is shown."
                crumbs=vec![("/admin".into(), "Overview".into())]
            />
            {loaded(data, |rows| {
                let rows = rows.into_iter().map(row).collect_view();
                view! {
                    <Table id="contents" caption="Texts of the public pages" columns=&["Text", "Begins", "Last changed"] has_actions=true>
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
        true => view! { <span class="muted">"No text of your own"</span> }.into_any(),
        false => begins.into_any(),
    };
    let changed = match changed {
        Some((by, when)) => view! { <ShortDateTime when/> {format!(", by {by}")} }.into_any(),
        None => view! { <span class="muted">"Never"</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row" data-label="Text"><a href=edit.clone()>{place.label()}</a></th>
            <td data-label="Begins">{begins}</td>
            <td data-label="Last changed">{changed}</td>
            <td class="row-actions">
                <a class="btn btn-quiet btn-sm" href=edit>
                    "Change"<span class="visually-hidden">{format!(" {}", place.label())}</span>
                </a>
            </td>
        </tr>
    }
    .into_any()
}
