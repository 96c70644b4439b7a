use super::*;

fn form() -> PractitionerForm {
    PractitionerForm {
        name: " Ann  Doctor ".into(),
        email: "ann@example.org".into(),
        profession: "physio".into(),
        expertise: "Knees, Sports injuries;knees\nHips,".into(),
        languages: "English, Greek".into(),
        provider_number: "24 29-581 L".into(),
        fee: "85.5".into(),
        experience: "12".into(),
        gender: "female".into(),
        accepting: "yes".into(),
        ..PractitionerForm::default()
    }
}

#[test]
fn what_is_typed_is_put_in_order() {
    let draft = form().parse().expect("a practitioner");

    assert_eq!((draft.name.as_str(), draft.profession.as_str()), ("Ann Doctor", "Physiotherapist"));
    assert_eq!(draft.presentation.expertise, ["Knees", "Sports injuries", "Hips"]);
    assert_eq!(draft.presentation.languages, "English, Greek");
    assert_eq!(draft.presentation.gender, Some(Gender::Female));
    assert_eq!((draft.presentation.fee_cents, draft.presentation.experience_years), (Some(8_550), 12));
    assert_eq!((draft.provider_number.as_str(), draft.accepting, draft.by_referral), ("2429581L", true, false));
}

#[test]
fn a_list_may_have_the_commas_of_any_script() {
    let typed = listed(Field::Expertise, "Knees، Hips；Hands、Feet，Spine؛ Ankles");

    assert_eq!(typed, Ok(["Knees", "Hips", "Hands", "Feet", "Spine", "Ankles"].map(String::from).to_vec()));
}

#[test]
fn a_name_an_address_and_a_profession_must_be_there() {
    let problems = PractitionerForm::default().parse().expect_err("nothing");

    let fields: Vec<Field> = problems.iter().map(|problem| problem.field).collect();
    assert_eq!(fields, [Field::FullName, Field::WorkEmail, Field::Profession]);
    assert!(problems.iter().all(|problem| problem.problem == Problem::Missing));
}

#[test]
fn what_cannot_be_is_refused_field_by_field() {
    let wrong = PractitionerForm {
        email: "ann".into(),
        phone: "call".into(),
        profession: "s3cret".into(),
        provider_number: "12".into(),
        expertise: "x".into(),
        experience: "81".into(),
        fee: "-1".into(),
        gender: "x".into(),
        bio: "x".repeat(3_001),
        languages: (10..31).map(|n| format!("Language {n}")).collect::<Vec<_>>().join(","),
        ..form()
    };

    let fields: Vec<Field> = wrong.parse().expect_err("wrong").iter().map(|problem| problem.field).collect();

    let [email, phone, profession, number] = [Field::WorkEmail, Field::Phone, Field::Profession, Field::ProviderNumber];
    let rest = [Field::Expertise, Field::Experience, Field::Languages, Field::Fee, Field::Gender, Field::Biography];
    assert_eq!(fields, [&[email, phone, profession, number][..], &rest[..]].concat());
}

#[test]
fn a_price_is_typed_as_it_is_read() {
    for (cents, typed) in [(None, ""), (Some(8_500), "85"), (Some(8_505), "85.05")] {
        assert_eq!(typed_price(cents), typed);
        assert_eq!(price(typed), Ok(cents));
    }
}
