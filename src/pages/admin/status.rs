//! How the server is doing: what is stored where, free space, how the last backup went, and what to do if something is wrong.

use leptos::prelude::*;

use crate::{
    components::{
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        table::Table,
    },
    server_fns::status::server_status,
    views::status::{Health, PartView, ProcessView, StatusView},
    words::tr,
};

/// The page.
#[component]
pub fn Status() -> impl IntoView {
    let data = resource(|| (), |()| server_status());
    view! {
        <div class="wrap">
            <PageHead
                title=tr!(SetStatus)
                lede=tr!(SetStatusLede)
                crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
            />
            {loaded(data, |status| view! { <Parts status/> }.into_any())}
        </div>
    }
}

#[component]
fn Parts(status: StatusView) -> impl IntoView {
    let worst = worst(&status.parts);
    let rows = status.parts.into_iter().map(|part| view! { <Part part/> }).collect_view();
    view! {
        {worst}
        <Table
            id="parts"
            caption=tr!(SetStatusParts)
            columns=[tr!(SetStatusPart), tr!(SetStatusState), tr!(SetStatusDetails)]
        >
            {rows}
        </Table>
        <section class="section">
            <h2>{tr!(SetStatusServers)}</h2>
            <Processes processes=status.processes/>
        </section>
    }
    .into_any()
}

/// One sentence about the overall state.
fn worst(parts: &[PartView]) -> AnyView {
    let count = |health| parts.iter().filter(|part| part.health == health).count();
    let (class, icon, text) = match (count(Health::Bad), count(Health::Look)) {
        (0, 0) => ("note", "check-circle", tr!(SetStatusFine)),
        (0, _) => ("note note-warn", "warning", tr!(SetStatusLook)),
        _ => ("note note-danger", "alert", tr!(SetStatusBad)),
    };
    view! { <p class=class role="status"><Icon name=icon/><span>{text}</span></p> }.into_any()
}

#[component]
fn Part(part: PartView) -> impl IntoView {
    let (class, word) = match part.health {
        Health::Good => ("badge badge-success", tr!(SetHealthGood)),
        Health::Note => ("badge badge-info", tr!(SetHealthNote)),
        Health::Look => ("badge badge-warn", tr!(SetHealthLook)),
        Health::Bad => ("badge badge-danger", tr!(SetHealthBad)),
    };
    let at = part
        .at
        .map(|(iso, ago)| view! { <p class="meta"><time datetime=iso>{tr!(SetStatusSucceeded, ago = ago)}</time></p> });
    let advice = (!part.advice.is_empty()).then(|| view! { <p>{part.advice}</p> });
    view! {
        <tr>
            <th scope="row">{part.name}</th>
            <td data-label=tr!(SetStatusState)><span class=class>{word}</span></td>
            <td data-label=tr!(SetStatusDetails)><div><p>{part.said}</p>{at}{advice}</div></td>
        </tr>
    }
}

#[component]
fn Processes(processes: Vec<ProcessView>) -> impl IntoView {
    if processes.is_empty() {
        return view! { <p class="muted">{tr!(SetNoServers)}</p> }.into_any();
    }
    let rows = processes
        .into_iter()
        .map(|process| {
            view! {
                <tr>
                    <th scope="row"><code>{process.id}</code></th>
                    <td data-label=tr!(SetServerVersion)>{process.version}</td>
                    <td data-label=tr!(SetServerStarted)>{process.started}</td>
                    <td data-label=tr!(SetServerSeen)>{process.seen}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table
            id="processes"
            caption=tr!(SetStatusServers)
            columns=[tr!(SetServer), tr!(SetServerVersion), tr!(SetServerStarted), tr!(SetServerSeen)]
        >
            {rows}
        </Table>
    }
    .into_any()
}
