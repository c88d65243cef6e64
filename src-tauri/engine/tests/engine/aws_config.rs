//! Profiles in the AWS configuration: written whole or not at all, and nobody else's lines touched.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
};

use canopy_core::{Code, readiness::Readiness};
use canopy_engine::{
    aws_config::{ExportRequest, ExportWritten},
    connection::Kind,
    readiness::ReadinessOptions,
    session::Session,
};
use tempfile::TempDir;

use crate::{
    alone::refused,
    desk::{Desk, account, until},
};

const OWN: &str = "# mine\n[default]\nregion = eu-west-1\n\n[profile work]\nsso_session = corp\n";

/// A folder with a file that some person wrote.
fn written_by_hand() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("config");
    fs::write(&file, OWN).expect("a file");
    (folder, file)
}

fn request(file: &Path, session: &Session, accounts: &[&str]) -> ExportRequest {
    let tree = session.tree().expect("a tree");
    let accounts = accounts.iter().map(|name| account(&tree, name)).collect();
    ExportRequest {
        naming: Some("{ou}/{account}".to_owned()),
        region: Some("eu-central-1".to_owned()),
        accounts: Some(accounts),
        file: Some(file.display().to_string()),
        program: Some("/usr/bin/canopy".to_owned()),
        ..ExportRequest::default()
    }
}

fn section(session: &Session, names: &[&str]) -> String {
    let tree = session.tree().expect("a tree");
    let profile = |name: &&str| {
        let id = account(&tree, name);
        let parent = tree.get(&(&id).into()).expect("it").parent_id.clone();
        let path = tree.path(&parent.expect("a parent").into());
        format!(
            "[profile {}/{name}]\n\
             credential_process = /usr/bin/canopy --connection sandbox credentials {id} --role OrganizationAccountAccessRole\n\
             region = eu-central-1\n",
            path.trim_start_matches('/')
        )
    };
    let profiles: Vec<String> = names.iter().map(profile).collect();
    format!(
        "# >>> canopy sandbox >>>\n\
         # Written by `canopy export aws-config`, which replaces everything up to the end mark.\n\
         {}# <<< canopy sandbox <<<\n",
        profiles.join("\n")
    )
}

fn mode(file: &Path) -> u32 {
    fs::metadata(file).expect("a file").permissions().mode() & 0o777
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let mut names: Vec<String> = entries
        .map(|it| it.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_section_of_its_own_is_written_replaced_and_taken_out_again() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let (folder, file) = written_by_hand();
    let both = request(&file, &session, &["Payments", "Orders"]);
    let preview = session.preview_aws_config(&both).expect("a preview");
    assert_eq!(
        preview.exported.section,
        section(&session, &["Payments", "Orders"])
    );
    assert_eq!(
        fs::read_to_string(&file).expect("text"),
        OWN,
        "nothing is written yet"
    );

    let done = session.write_aws_config(&both).expect("it is written");
    assert!(done.written && done.exported == preview.exported);
    let expected = format!("{OWN}{}", section(&session, &["Payments", "Orders"]));
    assert_eq!(fs::read_to_string(&file).expect("text"), expected);
    let backup = PathBuf::from(done.backup.expect("what it was"));
    assert_eq!(fs::read_to_string(&backup).expect("text"), OWN);
    assert_eq!((mode(&file), mode(&backup)), (0o600, 0o600));

    let again = session.write_aws_config(&both).expect("it is looked at");
    assert_eq!(
        (again.written, again.backup),
        (false, None),
        "nothing changes"
    );
    let one = request(&file, &session, &["Orders"]);
    let fewer = session.write_aws_config(&one).expect("it is written");
    assert_eq!(fewer.exported.removed.len(), 1);
    let expected = format!("{OWN}{}", section(&session, &["Orders"]));
    assert_eq!(fs::read_to_string(&file).expect("text"), expected);

    let path = file.display().to_string();
    let out = desk
        .engine()
        .remove_aws_config(&Kind::sandbox_id(), Some(&path));
    assert!(out.expect("it is taken out").written);
    assert_eq!(fs::read_to_string(&file).expect("text"), OWN, "to the byte");
    let left = names(folder.path());
    assert_eq!(left.len(), 4, "the file and three kept ones: {left:?}");
}

#[tokio::test]
async fn a_few_kept_files_are_enough() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let (folder, file) = written_by_hand();
    for turn in 0..8 {
        let accounts: &[&str] = if turn % 2 == 0 {
            &["Payments"]
        } else {
            &["Orders"]
        };
        let request = request(&file, &session, accounts);
        session.write_aws_config(&request).expect("it is written");
    }
    assert_eq!(names(folder.path()).len(), 1 + 5);
}

#[tokio::test]
async fn a_file_that_tools_could_not_read_stays_as_it_is() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let (folder, file) = written_by_hand();
    let wanted = request(&file, &session, &["Payments"]);
    for (text, why) in [
        (
            "[default\nregion = x\n",
            "the AWS configuration cannot be read: line 1: the head of a profile has no `]` at its end",
        ),
        (
            "[default]\n# >>> canopy sandbox >>>\n",
            "the AWS configuration cannot be read: line 2: the section of `sandbox` has no end mark",
        ),
    ] {
        fs::write(&file, text).expect("a file");
        let path = file.display().to_string();
        let failures = [
            refused(session.preview_aws_config(&wanted), why),
            refused(session.write_aws_config(&wanted), why),
            refused(
                desk.engine()
                    .remove_aws_config(&Kind::sandbox_id(), Some(&path)),
                why,
            ),
        ];
        for failure in failures {
            assert_eq!(
                (failure.code, failure.message.as_str()),
                (Code::Invalid, why)
            );
            assert_eq!(
                failure.hint.as_deref(),
                Some("Mend that line first; nothing was written.")
            );
        }
        assert_eq!(fs::read_to_string(&file).expect("text"), text);
    }
    fs::write(&file, b"[default]\nregion = \xff\n").expect("a file");
    let failure = refused(session.write_aws_config(&wanted), "no text");
    assert_eq!(
        failure.message,
        format!("{} is no text in UTF-8", file.display())
    );
    assert_eq!(names(folder.path()), ["config"], "not even a kept file");
}

#[tokio::test]
async fn a_link_is_followed_and_a_missing_folder_is_made() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let (folder, file) = written_by_hand();
    let link = folder.path().join("link");
    symlink("config", &link).expect("a link");
    let done = session
        .write_aws_config(&request(&link, &session, &["Payments"]))
        .expect("it is written");
    assert_eq!(done.file, link.display().to_string());
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
    let text = fs::read_to_string(&file).expect("text");
    assert!(text.ends_with("# <<< canopy sandbox <<<\n"), "{text}");
    let circle = folder.path().join("circle");
    symlink("circle", &circle).expect("a link");
    let failure = refused(
        session.write_aws_config(&request(&circle, &session, &["Payments"])),
        "it leads nowhere",
    );
    assert_eq!(
        failure.message,
        format!("{} leads from link to link without end", circle.display())
    );

    let fresh = folder.path().join(".aws").join("config");
    let made = session
        .write_aws_config(&request(&fresh, &session, &["Payments"]))
        .expect("it is written");
    assert_eq!((made.written, made.backup), (true, None));
    assert_eq!(
        fs::read_to_string(&fresh).expect("text"),
        section(&session, &["Payments"])
    );
    let parent = fresh.parent().expect("a folder");
    assert_eq!((mode(&fresh), mode(parent)), (0o600, 0o700));
}

#[tokio::test]
async fn what_is_not_said_is_all_active_accounts_but_ones_own_and_only_ready_asks_the_map() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let (_folder, file) = written_by_hand();
    let all = ExportRequest {
        accounts: None,
        naming: Some("{account_id}".to_owned()),
        ..request(&file, &session, &[])
    };
    let preview = session.preview_aws_config(&all).expect("a preview");
    let tree = session.tree().expect("a tree");
    let own = session.caller().account_id.to_string();
    assert!(!preview.exported.profiles.contains(&own));
    let active = tree
        .accounts()
        .filter(|node| format!("{:?}", node.kind).contains("state: Active"))
        .count();
    assert_eq!(preview.exported.profiles.len(), active - 1);

    let ready = ExportRequest {
        only_ready: true,
        ..all
    };
    let failure = refused(session.preview_aws_config(&ready), "nothing is known");
    assert_eq!(failure.message, "there is no profile to write");
    session
        .start_readiness(ReadinessOptions::default())
        .expect("it begins");
    until("the map is made", async || {
        session.readiness().expect("the map").progress.is_none()
    })
    .await;
    let rows = session.readiness().expect("the map").rows;
    let assumable = rows
        .iter()
        .filter(|it| it.readiness == Readiness::Assumable);
    let assumable = assumable
        .filter(|it| {
            let node = tree.get(&(&it.account).into()).expect("an account");
            it.account.as_str() != own && format!("{:?}", node.kind).contains("state: Active")
        })
        .count();
    let preview = session.preview_aws_config(&ready).expect("a preview");
    assert_eq!(preview.exported.profiles.len(), assumable);
    assert!(
        assumable > 0 && assumable < active,
        "{assumable} of {active}"
    );
}

#[tokio::test]
async fn of_two_at_once_each_keeps_the_others_section() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let (_folder, file) = written_by_hand();
    let other = desk.beside();
    let other = other.loaded().await;
    let ours = request(&file, &session, &["Payments"]);
    let theirs = request(&file, &other, &["Payments", "Orders"]);
    let write = |session: std::sync::Arc<Session>, request: ExportRequest| {
        std::thread::spawn(move || -> Vec<ExportWritten> {
            (0..10)
                .map(|_| session.write_aws_config(&request).expect("it is written"))
                .collect()
        })
    };
    let (one, two) = (write(session.clone(), ours), write(other, theirs));
    one.join().expect("it ends");
    two.join().expect("it ends");
    let text = fs::read_to_string(&file).expect("text");
    let wholes = [&["Payments"][..], &["Payments", "Orders"][..]]
        .map(|names| format!("{OWN}{}", section(&session, names)));
    assert!(wholes.contains(&text), "one whole section: {text}");
}
