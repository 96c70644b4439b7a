//! A person's copy of all data held about them: requesting it, its progress, and the download.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        form_error::{FormError, action_error},
        icon::Icon,
        live::on_own_change,
        loaded::{loaded, resource},
        page_head::PageHead,
        site::CurrentViewer,
        submit::Submit,
    },
    domain::{account::Role, policy::is_staff},
    server_fns::data_export::{AskDataExport, data_export},
    views::data_export::DataExportView,
    words::{number, tr},
};

/// The page.
#[component]
pub fn Export() -> impl IntoView {
    let CurrentViewer(viewer) = expect_context();
    let action = ServerAction::<AskDataExport>::new();
    let data = resource(move || action.version().get(), |_| data_export());
    on_own_change(move || data.refetch());
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title=tr!(AccData)
                lede=tr!(AccExportLede)
                crumbs=vec![("/account".into(), tr!(YourAccount).into())]
            />
            <FormError error=action_error(action)/>
            {loaded(data, move |view| standing(view, action))}
            {loaded(viewer, |viewer| inside(&viewer.account.map(|account| account.roles).unwrap_or_default()))}
        </div>
    }
}

/// Its contents for someone with these roles.
fn inside(roles: &[Role]) -> AnyView {
    let is_patient = roles.contains(&Role::Patient);
    let own = if is_patient {
        vec![tr!(AccExportDetails), tr!(AccExportMessages), tr!(AccExportSharing), tr!(AccExportFiles)]
    } else {
        vec![tr!(AccExportAccount)]
    };
    let work = if is_staff(roles) { vec![tr!(AccExportWork), tr!(AccExportDone)] } else { Vec::new() };
    let parts = own.into_iter().chain(work).map(|part| view! { <li>{part}</li> }).collect_view();
    let note = if is_patient { tr!(AccExportNote) } else { tr!(AccExportOnlyYou) };
    view! {
        <section class="section" aria-labelledby="inside">
            <h2 id="inside">{tr!(AccExportInside)}</h2>
            <ul>{parts}</ul>
            <p class="muted">{note}</p>
        </section>
    }
    .into_any()
}

fn standing(view: DataExportView, action: ServerAction<AskDataExport>) -> AnyView {
    let ask = move |label: &'static str| {
        view! { <ActionForm action><Submit label busy=action.pending()/></ActionForm> }
    };
    match view {
        DataExportView::Nothing => ask(tr!(AccExportPrepare)).into_any(),
        DataExportView::UnderWay(done, total) => {
            let counted = (total > 0).then(|| {
                view! {
                    <p><label for="progress">{tr!(AccExportPacked, done = number(done), total = number(total))}</label></p>
                    <progress id="progress" max=total value=done></progress>
                }
            });
            view! {
                <div class="note" role="status">
                    <Icon name="hourglass"/>
                    <div>
                        <p>{tr!(AccExportUnderWay)}</p>
                        {counted}
                        <p><a href="/account/export">{tr!(AccExportLook)}</a></p>
                    </div>
                </div>
            }
            .into_any()
        }
        DataExportView::Ready { size, until } => view! {
            <div class="note" role="status">
                <Icon name="check-circle"/>
                <p>{tr!(AccExportReady, until = until)}</p>
            </div>
            <div class="form-actions section">
                <a class="btn btn-primary" href="/account/export/export.zip" rel="external">
                    <Icon name="download"/>
                    {tr!(AccExportZip, size = size)}
                </a>
                {ask(tr!(AccExportAgain))}
            </div>
        }
        .into_any(),
        DataExportView::Failed => view! {
            <div class="note note-danger" role="status">
                <Icon name="alert"/>
                <p>{tr!(AccExportFailed)}</p>
            </div>
            {ask(tr!(TryAgain))}
        }
        .into_any(),
    }
}
