//! The hand-out: sheets with one-time passwords that nothing else holds.

use canopy_engine::identity::HandOutRequest;

use super::*;
use crate::secrets::{found, kept_below};

fn request(spec: &IdentitySpec, people: &[&str], folder: &std::path::Path) -> HandOutRequest {
    HandOutRequest {
        spec: spec.clone(),
        people: people.iter().map(|it| (*it).to_owned()).collect(),
        folder: Some(folder.display().to_string()),
    }
}

/// The password on a sheet.
fn password(text: &str) -> &str {
    let mut lines = text.lines();
    let line = lines.find_map(|line| line.strip_prefix("Password     "));
    line.expect("a line with the password")
}

#[tokio::test(start_paused = true)]
async fn a_password_stands_on_its_sheet_once_and_nowhere_else() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let spec = spec();
    applied(&session, &spec).await;
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().join("sheets");
    let handed = session
        .hand_out(&request(&spec, &[], &folder))
        .await
        .expect("sheets");
    let people: Vec<(&str, bool)> = handed
        .sheets
        .iter()
        .map(|it| (it.person.as_str(), it.with_password))
        .collect();
    assert_eq!(people, [("ada", true), ("grace", true), ("alan", true)]);
    let sheet = std::fs::read_to_string(folder.join("access-ada.txt")).expect("a sheet");
    let password = password(&sheet).to_owned();
    assert_eq!(password.len(), 24);
    let page = std::fs::read_to_string(folder.join("access-ada.html")).expect("a page");
    let shown = password.replace('&', "&amp;");
    assert!(page.contains(&format!("<code>{shown}</code>")));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| {
            let meta = std::fs::metadata(path).expect("it is there");
            meta.permissions().mode() & 0o777
        };
        assert_eq!(mode(&folder), 0o700, "only its owner looks in");
        assert_eq!(mode(&folder.join("access-ada.txt")), 0o600);
        assert_eq!(mode(&folder.join("access-ada.html")), 0o600);
    }
    let places = kept_below(desk.folder());
    assert_eq!(
        found(&password, &places),
        Vec::<String>::new(),
        "the journal and the store hold no password"
    );
    let again = session
        .hand_out(&request(&spec, &["ada"], &folder))
        .await
        .expect("a sheet");
    assert!(!again.sheets[0].with_password, "it is not told twice");
    let sheet = std::fs::read_to_string(folder.join("access-ada.txt")).expect("a sheet");
    assert_eq!(
        self::password(&sheet),
        "as it was handed out before, or as you chose it since"
    );
}

#[tokio::test(start_paused = true)]
async fn new_passwords_are_a_change_of_their_own_and_open_the_sign_in_page() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let (books, spec) = (desk.books(), spec());
    applied(&session, &spec).await;
    let identity = home(&session, &spec);
    let before = books_of(&books, &identity).await["users"]["ada"]["login"].clone();
    let change = Change::NewPasswords {
        spec: Box::new(spec.clone()),
        people: vec!["ada".to_owned()],
    };
    all_done(&carry(&session, &[change]).await);
    let after = books_of(&books, &identity).await["users"]["ada"]["login"].clone();
    assert_ne!(before["password"], after["password"]);
    assert_eq!(after["resetRequired"], true);
    let folder = tempfile::tempdir().expect("a folder");
    let handed = session
        .hand_out(&request(&spec, &["ADA"], folder.path()))
        .await
        .expect("a sheet");
    assert!(handed.sheets[0].with_password);
    assert!(
        handed
            .sign_in_url
            .ends_with("/signin?account=northwind-people"),
        "{}",
        handed.sign_in_url
    );
}

#[tokio::test(start_paused = true)]
async fn somebody_whom_the_document_does_not_name_gets_no_sheet() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let spec = spec();
    let folder = tempfile::tempdir().expect("a folder");
    let refused = session
        .hand_out(&request(&spec, &["mallory"], folder.path()))
        .await
        .expect_err("nobody");
    assert_eq!(refused.message, "the document names nobody called mallory");
    let refused = session
        .hand_out(&request(&new_spec(), &[], folder.path()))
        .await
        .expect_err("no account");
    assert_eq!(refused.message, "the identity account is not there yet");
}

#[tokio::test(start_paused = true)]
async fn a_password_whose_answer_was_lost_is_made_anew_and_the_sheet_has_the_one_that_counts() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let (books, mut spec) = (desk.books(), spec());
    spec.people.truncate(1);
    books.fault("CreateLoginProfile", "LostReply").await;
    applied(&session, &spec).await;
    assert_eq!(books.calls("UpdateLoginProfile").await, 1, "set anew");
    let folder = tempfile::tempdir().expect("a folder");
    session
        .hand_out(&request(&spec, &[], folder.path()))
        .await
        .expect("a sheet");
    let sheet = std::fs::read_to_string(folder.path().join("access-ada.txt")).expect("a sheet");
    assert_eq!(password(&sheet).len(), 24);
}
