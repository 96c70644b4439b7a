//! Converts use cases' results to the views of `server_fns::term`.

use crate::{
    domain::term::{FormerNames, TermForm, TermKind, is_fixed},
    service::term::Term,
    views::term::{TermView, TermsView},
};

/// Every name, with a refused form.
pub fn list((terms, former): (Vec<Term>, FormerNames), refused: Option<TermForm>) -> TermsView {
    let view = |Term { kind, name, practitioners }: Term| TermView {
        kind,
        former: former.of(kind, &name).map(str::to_owned).collect(),
        practitioners: usize::try_from(practitioners).unwrap_or_default(),
        fixed: is_fixed(kind, &name),
        name,
    };
    let (professions, expertise) = terms.into_iter().map(view).partition(|term| term.kind == TermKind::Profession);
    TermsView { professions, expertise, form: refused.unwrap_or_default() }
}
