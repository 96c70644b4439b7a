//! A patient's copy of everything that is held about them: asking for it, seeing how far it is, downloading it.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        form_error::{FormError, action_error},
        icon::Icon,
        live_calendar::on_own_change,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
    },
    server_fns::data_export::{AskDataExport, data_export},
    views::data_export::DataExportView,
};

/// The page.
#[component]
pub fn Export() -> impl IntoView {
    let action = ServerAction::<AskDataExport>::new();
    let data = resource(move || action.version().get(), |_| data_export());
    on_own_change(move || data.refetch());
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title="Your data"
                lede="A copy of everything we hold about you, in one file."
                crumbs=vec![("/account".into(), "Your account".into())]
            />
            <FormError error=action_error(action)/>
            {loaded(data, move |view| standing(view, action))}
            <section class="section" aria-labelledby="inside">
                <h2 id="inside">"What's in it"</h2>
                <ul>
                    <li>"Your details, health record, appointments and waiting lists, as data (JSON)"</li>
                    <li>"Your messages, reviews and notices, and where you're signed in"</li>
                    <li>"Who you share your record with, and who has viewed it"</li>
                    <li>"The files in your record and your messages, as they are"</li>
                </ul>
                <p class="muted">"Only you can download it, and only for three days; then we delete it. Keep the file safe, because it contains your health record."</p>
            </section>
        </div>
    }
}

fn standing(view: DataExportView, action: ServerAction<AskDataExport>) -> AnyView {
    let ask = move |label: &'static str| {
        view! { <ActionForm action><Submit label busy=action.pending()/></ActionForm> }
    };
    match view {
        DataExportView::Nothing => ask("Prepare my data").into_any(),
        DataExportView::UnderWay(done, total) => {
            let counted = (total > 0).then(|| {
                view! {
                    <p><label for="progress">{format!("{done} of {total} files packed")}</label></p>
                    <progress id="progress" max=total value=done></progress>
                }
            });
            view! {
                <div class="note" role="status">
                    <Icon name="hourglass"/>
                    <div>
                        <p>"We're preparing your data. You don't need to wait here: we'll tell you when it's ready."</p>
                        {counted}
                        <p><a href="/account/export">"Look again"</a></p>
                    </div>
                </div>
            }
            .into_any()
        }
        DataExportView::Ready { size, until } => view! {
            <div class="note" role="status">
                <Icon name="check-circle"/>
                <p>{format!("Your data is ready. You can download it until {until}.")}</p>
            </div>
            <div class="form-actions section">
                <a class="btn btn-primary" href="/account/export/export.zip" rel="external">
                    <Icon name="download"/>
                    {format!("Download ZIP ({size})")}
                </a>
                {ask("Prepare it again")}
            </div>
        }
        .into_any(),
        DataExportView::Failed => view! {
            <div class="note note-danger" role="status">
                <Icon name="alert"/>
                <p>"We couldn't prepare your data. Please try again, and tell the clinic if that doesn't help."</p>
            </div>
            {ask("Try again")}
        }
        .into_any(),
    }
}
