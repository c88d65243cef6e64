//! `canopy console`, `canopy roles`, `canopy completion`.

use crate::canopy::{Canopy, Served};

#[test]
fn a_console_link_is_printed_for_who_asks_for_it() {
    let canopy = Canopy::sandbox();
    let link = canopy.done(&["console", "Payments", "--print"]);
    let url = link["url"].as_str().expect("a link");
    assert!(
        url.starts_with("http://127.0.0.1:")
            && url.contains("Action=login")
            && url.contains("SigninToken="),
        "{url}"
    );
    assert!(
        link["expiresAt"].is_string() && link.as_object().expect("an object").len() == 2,
        "{link:#}"
    );
    let (code, error) = canopy.json(&["console", "Fabrikam Logistics", "--print"]);
    assert_eq!(
        (code, &error["error"]["code"]),
        (3, &"denied".into()),
        "an invited account has no access role: {error:#}"
    );
}

#[test]
fn the_roles_of_an_account_come_with_trust_and_policies() {
    let roles = Canopy::sandbox().done(&["roles", "Payments"]);
    let list = roles["roles"].as_array().expect("roles");
    let access = list
        .iter()
        .find(|role| role["name"] == "OrganizationAccountAccessRole")
        .expect("a created account has it");
    assert_eq!(access["attachedPolicies"][0]["name"], "AdministratorAccess");
    assert!(
        access["trusted"][0]
            .as_str()
            .is_some_and(|trusted| trusted.starts_with("everyone in account ")),
        "{access:#}"
    );
    assert_eq!(roles["accountId"].as_str().map(str::len), Some(12));
}

#[test]
fn a_console_is_opened_by_the_browser_and_its_link_told_nobody_else() {
    let served = Served::start(&[]);
    let canopy = Canopy::at(&served);
    let mut command = canopy.command(&["--json", "console", "Payments"]);
    command.env(
        "CANOPY_SIGNIN_URL",
        served.start["signinUrl"].as_str().expect("a URL"),
    );
    // A browser that takes any link.
    command.env("BROWSER", "true");
    let ended = crate::canopy::ended(&command.output().expect("it starts"));
    assert_eq!(ended.code, 0, "{ended:?}");
    let opened: serde_json::Value = serde_json::from_str(&ended.out).expect("JSON");
    assert_eq!(
        (&opened["opened"], opened["expiresAt"].is_string()),
        (&true.into(), true)
    );
    assert!(
        !format!("{ended:?}").contains("SigninToken"),
        "the link is a secret"
    );
}

#[test]
fn completion_scripts_need_no_data_folder() {
    let canopy = Canopy::sandbox();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let mut command = canopy.command(&["completion", shell]);
        let ended = crate::canopy::ended(
            &command
                .env("CANOPY_DATA_DIR", "/dev/null/canopy")
                .output()
                .expect("it starts"),
        );
        assert!(
            ended.code == 0 && ended.out.contains("canopy") && ended.out.contains("resume"),
            "{shell}: {}",
            ended.err
        );
    }
}
