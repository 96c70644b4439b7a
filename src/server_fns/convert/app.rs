//! Converts use cases' results to the views of `server_fns::app` and the page of sharing.

use jiff::{Timestamp, ToSpan};

use crate::{
    domain::{
        app::{AppForm, RedirectUri},
        app_scope::Readable,
        calendar_view::local_date,
        policy::Denial,
        time::Zone,
    },
    service::{
        app::{App, AppStatus},
        app_consent::{Grant, Question},
    },
    views::app::{AllowedAppView, AppPageView, AppRowView, AppsView, AskView, QuestionView},
    words::calendar,
};

/// All apps, with a refused form.
pub fn list((found, api_enabled): (Vec<App>, bool), typed: Option<AppForm>) -> AppsView {
    // Most apps ask for every scope.
    let usual = AppForm {
        reads: Readable::ALL.iter().map(|one| one.as_str().to_owned()).collect(),
        offline: true,
        ..AppForm::default()
    };
    AppsView { rows: found.iter().map(row).collect(), form: typed.unwrap_or(usual), api_enabled }
}

fn row(app: &App) -> AppRowView {
    AppRowView {
        id: app.id.0,
        name: app.facts.name.clone(),
        active: app.status == AppStatus::Active,
        allowed: usize::try_from(app.allowed).unwrap_or_default(),
    }
}

/// One app, with a refused form, and the secret of one just added.
pub fn page(app: &App, typed: Option<AppForm>, secret: Option<String>) -> AppPageView {
    let stored = AppForm {
        name: app.facts.name.clone(),
        addresses: app.facts.addresses.iter().map(RedirectUri::as_str).collect::<Vec<_>>().join("\n"),
        confidential: app.secret_hash.is_some(),
        reads: app.facts.reads.iter().map(|one| one.as_str().to_owned()).collect(),
        offline: app.facts.offline,
    };
    AppPageView {
        app: row(app),
        client_id: app.client_id.clone(),
        confidential: app.secret_hash.is_some(),
        form: typed.unwrap_or(stored),
        secret,
    }
}

/// An app's question.
pub fn question(found: Question) -> QuestionView {
    match found.patient {
        Ok(patient) => QuestionView::Ask(AskView {
            app: found.app_name,
            patient,
            reads: found.scopes.parts(),
            offline: found.scopes.is_offline(),
            host: found.redirect_uri.host().unwrap_or_default().to_owned(),
        }),
        Err(Denial::NotSignedIn) => QuestionView::SignIn(found.app_name),
        Err(Denial::WrongRole | Denial::NotTheirs) => QuestionView::NoPatient(found.app_name),
    }
}

/// What a patient has allowed.
pub fn allowed(one: Grant, zone: &Zone) -> AllowedAppView {
    let date = |at: Timestamp| calendar::long_date(local_date(zone, at));
    AllowedAppView {
        id: one.id.0,
        app: one.app_name,
        reads: one.scopes.parts(),
        since: date(one.given_at),
        until: date(one.ends_at - 1.second()),
    }
}
