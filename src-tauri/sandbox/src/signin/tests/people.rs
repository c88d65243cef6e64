//! IAM users at the sign-in page: password, code, forced change, switching into a role and back.

use bytes::Bytes;
use http::Response;
use serde_json::json;

use crate::{
    Options, Sandbox, iam,
    service::lock,
    testing::{self, World, allow, encoded, form, leaf, pass, plain, text},
};

const PASSWORD: &str = "Correct-Horse-1";

/// A browser: it keeps its cookie and follows where it is sent.
struct Browser<'a> {
    sandbox: &'a Sandbox,
    cookie: String,
    /// Where the last page was.
    at: String,
}

impl<'a> Browser<'a> {
    fn new(sandbox: &'a Sandbox) -> Self {
        Self {
            sandbox,
            cookie: String::new(),
            at: String::new(),
        }
    }

    async fn ask(&mut self, method: &str, path: &str, body: String) -> Response<Bytes> {
        let mut request = plain(method, path, body);
        let headers = request.headers_mut();
        let kind = "application/x-www-form-urlencoded";
        headers.insert("content-type", kind.parse().unwrap());
        headers.insert("cookie", self.cookie.parse().unwrap());
        let answer = self.sandbox.respond(request).await.unwrap();
        if let Some(set) = answer.headers().get("set-cookie") {
            let set = set.to_str().unwrap();
            set.split(';').next().unwrap().clone_into(&mut self.cookie);
        }
        path.clone_into(&mut self.at);
        answer
    }

    /// Opens a page, and the one that it leads to. Its status and its text.
    async fn get(&mut self, path: &str) -> (u16, String) {
        let answer = self.ask("GET", path, String::new()).await;
        self.follow(answer).await
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let answer = self.ask("POST", path, encoded(fields)).await;
        self.follow(answer).await
    }

    async fn follow(&mut self, answer: Response<Bytes>) -> (u16, String) {
        let Some(to) = answer.headers().get("location") else {
            return (answer.status().as_u16(), text(&answer));
        };
        let to = to.to_str().unwrap().to_owned();
        let answer = self.ask("GET", &to, String::new()).await;
        (answer.status().as_u16(), text(&answer))
    }

    async fn sign_in(&mut self, account: &str, user: &str, password: &str) -> (u16, String) {
        let fields = [
            ("account", account),
            ("username", user),
            ("password", password),
        ];
        self.post("/signin", &fields).await
    }
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let (_, rest) = page
        .split_once(&start)
        .unwrap_or_else(|| panic!("no {name} in {page}"));
    rest.split_once('"').unwrap().0.to_owned()
}

fn heading(page: &str) -> String {
    leaf(page, "h1")
}

/// What the console page tells, line by line.
fn facts(page: &str) -> Vec<(String, String)> {
    let names = testing::members(page, "dt").into_iter();
    let values = testing::members(page, "dd").into_iter();
    let plain = |text: String| text.replace("<code>", "").replace("</code>", "");
    names.zip(values.map(plain)).collect()
}

fn fact(page: &str, name: &str) -> String {
    let facts = facts(page);
    let found = facts.iter().find(|(fact, _)| fact == name);
    found
        .unwrap_or_else(|| panic!("no {name} in {page}"))
        .1
        .clone()
}

/// A member with the alias `northwind` and a user `ada` with a password; the management account trusts
/// the member's users with MFA for its role `Prod`.
fn world(more: impl FnOnce(&mut World)) -> (World, Sandbox) {
    let mut world = World::new();
    let ada = ("UserName", "ada");
    world.iam("CreateUser", &[ada]).unwrap();
    world
        .iam("CreateLoginProfile", &[ada, ("Password", PASSWORD)])
        .unwrap();
    world
        .iam("CreateAccountAlias", &[("AccountAlias", "northwind")])
        .unwrap();
    let document = allow("sts:AssumeRole").to_string();
    let policy = [ada, ("PolicyName", "enter"), ("PolicyDocument", &document)];
    world.iam("PutUserPolicy", &policy).unwrap();
    let trust = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"AWS": world.member}, "Action": "sts:AssumeRole",
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}});
    let management = world.management.clone();
    world.role(&management, "Prod", &trust, &allow("*"));
    more(&mut world);
    let sandbox = testing::serve(&world, Options::default());
    (world, sandbox)
}

fn code(sandbox: &Sandbox, serial: &str) -> String {
    let state = lock(&sandbox.state);
    let mut accounts = state.accounts.values();
    let device = accounts.find_map(|account| account.iam.mfa_devices.get(serial));
    let step = crate::state::step_at(state.now());
    device.unwrap().code(step).unwrap()
}

#[tokio::test]
async fn a_user_signs_in_with_the_accounts_number_or_alias() {
    let (world, sandbox) = world(|_| {});
    for account in ["northwind", world.member.as_str()] {
        let mut browser = Browser::new(&sandbox);
        let (status, page) = browser.sign_in(account, "ada", PASSWORD).await;
        assert_eq!((status, heading(&page).as_str()), (200, "Member"));
        let names = ["Account", "IAM user", "Signed in"];
        let account = format!("Member {}", world.member);
        assert_eq!(
            names.map(|name| fact(&page, name)),
            [account.as_str(), "ada", "without MFA"]
        );
        assert!(fact(&page, "Time left").starts_with("12 h 0 min"), "{page}");
    }
    let state = lock(&sandbox.state);
    let user = &state.accounts[&world.member].iam.users["ada"];
    assert!(user.password_last_used.is_some());
}

#[tokio::test]
async fn whatever_is_wrong_the_words_are_the_same() {
    let (world, sandbox) = world(|world| {
        world
            .iam("CreateUser", &[("UserName", "programs")])
            .unwrap();
    });
    let member = world.member.as_str();
    for (account, user, password) in [
        (member, "ada", "wrong"),
        (member, "nobody", PASSWORD),
        (member, "programs", PASSWORD),
        ("nowhere", "ada", PASSWORD),
        (&world.management, "ada", PASSWORD),
    ] {
        let mut browser = Browser::new(&sandbox);
        let (status, page) = browser.sign_in(account, user, password).await;
        let words =
            "<p role=\"alert\">Your authentication information is incorrect. Please try again.</p>";
        assert!(status == 403 && page.contains(words), "{page}");
        assert!(
            !page.contains(password),
            "what was typed does not come back"
        );
        assert_eq!(browser.cookie, "", "nobody is signed in");
    }
}

#[tokio::test]
async fn who_has_a_device_is_asked_for_its_code() {
    let mut serial = String::new();
    let (_, sandbox) = world(|world| {
        let member = world.member.clone();
        serial = world.device(&member, "ada");
    });
    let mut browser = Browser::new(&sandbox);
    let (status, page) = browser.sign_in("northwind", "ada", PASSWORD).await;
    assert_eq!(
        (status, heading(&page).as_str()),
        (200, "Multi-factor authentication")
    );
    assert_eq!(browser.cookie, "", "not before the code");
    let token = hidden(&page, "signin");
    let good = code(&sandbox, &serial);
    let wrong = if good == "000000" { "111111" } else { "000000" };
    let (status, page) = browser
        .post("/signin", &[("signin", &token), ("mfaCode", wrong)])
        .await;
    assert_eq!(
        (status, heading(&page).as_str()),
        (403, "Multi-factor authentication")
    );
    let (status, page) = browser
        .post("/signin", &[("signin", &token), ("mfaCode", &good)])
        .await;
    assert_eq!(
        (status, fact(&page, "Signed in").as_str()),
        (200, "with MFA")
    );
    let mut second = Browser::new(&sandbox);
    let (_, page) = second.sign_in("northwind", "ada", PASSWORD).await;
    let token = hidden(&page, "signin");
    let (status, _) = second
        .post("/signin", &[("signin", &token), ("mfaCode", &good)])
        .await;
    assert_eq!(status, 403, "a code is good once");
    pass(&sandbox, 601);
    let now = code(&sandbox, &serial);
    let (status, page) = second
        .post("/signin", &[("signin", &token), ("mfaCode", &now)])
        .await;
    assert!(status == 403 && page.contains("took too long"), "{page}");
}

#[tokio::test]
async fn a_password_that_must_be_changed_lets_nobody_in_before() {
    let (_, sandbox) = world(|world| {
        let reset = [("UserName", "ada"), ("PasswordResetRequired", "true")];
        world.iam("UpdateLoginProfile", &reset).unwrap();
    });
    let mut browser = Browser::new(&sandbox);
    let (status, page) = browser.sign_in("northwind", "ada", PASSWORD).await;
    assert_eq!(
        (status, heading(&page).as_str()),
        (200, "Change your password")
    );
    let token = hidden(&page, "signin");
    let change = |old: &str, new: &str, again: &str| {
        [
            ("signin", token.clone()),
            ("oldPassword", old.to_owned()),
            ("newPassword", new.to_owned()),
            ("newPasswordAgain", again.to_owned()),
        ]
    };
    let post = async |browser: &mut Browser<'_>, fields: [(&str, String); 4]| {
        let fields = fields
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        let (status, page) = browser.post("/signin", &fields).await;
        let alert = page.split_once("role=\"alert\">").map(|(_, rest)| rest);
        let alert = alert.and_then(|rest| Some(rest.split_once('<')?.0.to_owned()));
        (status, heading(&page), alert)
    };
    let new = "Battery-Staple-2";
    let again = "Change your password".to_owned();
    let differs = post(&mut browser, change(PASSWORD, new, "other")).await;
    let words = "The new passwords are not the same.".to_owned();
    assert_eq!(differs, (403, again.clone(), Some(words)));
    let (status, _, alert) = post(&mut browser, change(PASSWORD, new, new)).await;
    assert_eq!(status, 403);
    let words = "is not authorized to perform: iam:ChangePassword on resource";
    assert!(alert.unwrap().contains(words), "no policy lets her");

    let policy = form(&[("AllowUsersToChangePassword", "true")]);
    let dev = testing::user(
        &lock(&sandbox.state)
            .accounts
            .values()
            .find(|account| account.name == "Member")
            .unwrap()
            .id
            .clone(),
        "dev",
    );
    iam::answer(
        &mut lock(&sandbox.state),
        &dev,
        "UpdateAccountPasswordPolicy",
        &policy,
    )
    .unwrap();
    let wrong = post(&mut browser, change("nonsense", new, new)).await;
    let words = "The old password was incorrect.".to_owned();
    assert_eq!(wrong, (403, again.clone(), Some(words)));
    let short = post(&mut browser, change(PASSWORD, "short", "short")).await;
    let words = "Password should have a minimum length of 6".to_owned();
    assert_eq!(short, (403, again, Some(words)));
    let (status, heading, _) = post(&mut browser, change(PASSWORD, new, new)).await;
    assert_eq!((status, heading.as_str()), (200, "Member"));
    let (status, _) = Browser::new(&sandbox)
        .sign_in("northwind", "ada", new)
        .await;
    assert_eq!(
        status, 200,
        "the new one opens the door, and need not be changed"
    );
    let (status, _) = Browser::new(&sandbox)
        .sign_in("northwind", "ada", PASSWORD)
        .await;
    assert_eq!(status, 403);
}

#[tokio::test]
async fn an_expired_password_is_changed_or_if_the_account_says_so_not_even_that() {
    for (hard, shown) in [
        ("false", "Change your password"),
        ("true", "Your password has expired"),
    ] {
        let (_, sandbox) = world(|world| {
            let policy = [("MaxPasswordAge", "30"), ("HardExpiry", hard)];
            world.iam("UpdateAccountPasswordPolicy", &policy).unwrap();
        });
        let (status, _) = Browser::new(&sandbox)
            .sign_in("northwind", "ada", PASSWORD)
            .await;
        assert_eq!(status, 200);
        pass(&sandbox, 30 * 24 * 3600);
        let (_, page) = Browser::new(&sandbox)
            .sign_in("northwind", "ada", PASSWORD)
            .await;
        assert_eq!(heading(&page), shown);
    }
}

#[tokio::test]
async fn with_mfa_a_user_switches_into_a_role_and_back() {
    let mut serial = String::new();
    let (world, sandbox) = world(|world| {
        let member = world.member.clone();
        serial = world.device(&member, "ada");
    });
    let link = format!(
        "/switchrole?account={}&roleName=Prod&displayName=Prod%20%3Cb%3E&color=F2B0A9",
        world.management
    );
    let mut browser = Browser::new(&sandbox);
    let (_, page) = browser.get(&link).await;
    let to_sign_in = page
        .split_once("<a href=\"")
        .unwrap()
        .1
        .split_once('"')
        .unwrap()
        .0;
    let (_, page) = browser.get(to_sign_in).await;
    let next = hidden(&page, "next").replace("&amp;", "&");
    assert_eq!(next, link, "a link brings back to where it led");
    let fields = [
        ("account", "northwind"),
        ("username", "ada"),
        ("password", PASSWORD),
        ("next", &next),
    ];
    let (_, page) = browser.post("/signin", &fields).await;
    let (token, now) = (hidden(&page, "signin"), code(&sandbox, &serial));
    let (_, page) = browser
        .post("/signin", &[("signin", &token), ("mfaCode", &now)])
        .await;
    assert_eq!(
        (browser.at.as_str(), heading(&page).as_str()),
        (link.as_str(), "Switch role")
    );
    let session = hidden(&page, "session");
    assert_eq!(hidden(&page, "displayName"), "Prod &lt;b&gt;");

    let switch = |account: &str, role: &str| {
        [
            ("account", account.to_owned()),
            ("roleName", role.to_owned()),
            ("displayName", "Prod <b>".to_owned()),
            ("color", "F2B0A9".to_owned()),
            ("session", session.clone()),
        ]
    };
    let post = async |browser: &mut Browser<'_>, fields: [(&str, String); 5]| {
        let fields = fields
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        browser.post("/switchrole", &fields).await
    };
    for (account, role) in [
        (world.management.as_str(), "Missing"),
        ("999999999999", "Prod"),
        (&world.member, "OrganizationAccountAccessRole"),
    ] {
        let (status, page) = post(&mut browser, switch(account, role)).await;
        let words = "Could not switch roles using the provided information.";
        assert!(status == 403 && page.contains(words), "{role}: {page}");
    }
    let (status, page) = post(&mut browser, switch(&world.management, "Prod")).await;
    assert_eq!((status, heading(&page).as_str()), (200, "Prod &lt;b&gt;"));
    assert!(page.contains("style=\"background:#F2B0A9\""), "{page}");
    let names = ["Account", "Role", "Session"];
    let account = format!("Management {}", world.management);
    assert_eq!(
        names.map(|name| fact(&page, name)),
        [account.as_str(), "Prod", "ada"]
    );
    assert!(
        fact(&page, "Time left").starts_with("1 h 0 min"),
        "the role's maximum"
    );

    let (_, page) = browser.post("/switchback", &[("session", &session)]).await;
    assert_eq!(fact(&page, "IAM user"), "ada");
    let (_, page) = browser.post("/signout", &[("session", &session)]).await;
    assert_eq!(heading(&page), "Sign in as IAM user");
    let (status, _) = browser.get(&format!("/console?session={session}")).await;
    assert_eq!(status, 403, "the session has ended");
}

#[tokio::test]
async fn without_mfa_a_role_that_asks_for_it_lets_nobody_in() {
    let (world, sandbox) = world(|_| {});
    let mut browser = Browser::new(&sandbox);
    browser.sign_in("northwind", "ada", PASSWORD).await;
    let fields = [("account", world.management.as_str()), ("roleName", "Prod")];
    let (status, _) = browser.post("/switchrole", &fields).await;
    assert_eq!(status, 403);
}

#[tokio::test]
async fn a_switch_ends_with_the_session_that_it_came_from() {
    let (world, sandbox) = world(|world| {
        let trust = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
            "Principal": {"AWS": world.member}, "Action": "sts:AssumeRole"}});
        let management = world.management.clone();
        world.role(&management, "Open", &trust, &allow("*"));
    });
    let mut browser = Browser::new(&sandbox);
    browser.sign_in("northwind", "ada", PASSWORD).await;
    pass(&sandbox, 11 * 3600 + 1800);
    let fields = [("account", world.management.as_str()), ("roleName", "Open")];
    let (_, page) = browser.post("/switchrole", &fields).await;
    let left = fact(&page, "Time left");
    assert!(
        left.starts_with("0 h 29 min") || left.starts_with("0 h 30 min"),
        "{left}"
    );
}

#[tokio::test]
async fn a_user_gives_themselves_a_device_on_their_own_page() {
    let (world, sandbox) = world(|world| {
        let document = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
            "Action": ["iam:*MFADevice", "iam:ChangePassword"],
            "Resource": ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:mfa/${aws:username}"]}});
        let document = document.to_string();
        let policy = [
            ("UserName", "ada"),
            ("PolicyName", "own"),
            ("PolicyDocument", &document),
        ];
        world.iam("PutUserPolicy", &policy).unwrap();
    });
    let path = "/security-credentials";
    let mut browser = Browser::new(&sandbox);
    let (status, _) = browser.get(path).await;
    assert_eq!(status, 403, "nobody is signed in");
    browser.sign_in("northwind", "ada", PASSWORD).await;
    let (_, page) = browser.post(path, &[("deviceName", "eve")]).await;
    assert!(
        page.contains("is not authorized to perform: iam:CreateVirtualMFADevice"),
        "{page}"
    );
    let (_, page) = browser.post(path, &[("deviceName", "ada")]).await;
    let serial = hidden(&page, "serial");
    assert_eq!(serial, format!("arn:aws:iam::{}:mfa/ada", world.member));
    let seed = leaf(
        &page
            .replace("<code id=\"seed\">", "<seed>")
            .replace("</code>", "</seed>"),
        "seed",
    );
    let (device, step) = {
        let state = lock(&sandbox.state);
        let device = state.accounts[&world.member].iam.mfa_devices[&serial].clone();
        (device, crate::state::step_at(state.now()))
    };
    assert_eq!(device.seed, Some(seed), "it is told once, to who made it");
    let codes = [device.code(step - 1).unwrap(), device.code(step).unwrap()];
    let fields = [
        ("serial", serial.as_str()),
        ("code1", &codes[0]),
        ("code2", &codes[1]),
    ];
    let (_, page) = browser.post(path, &fields).await;
    assert!(page.contains("The MFA device is assigned."), "{page}");
    let change = [
        ("oldPassword", PASSWORD),
        ("newPassword", "Battery-Staple-2"),
    ];
    let (_, page) = browser.post(path, &change).await;
    assert!(page.contains("The password is changed."), "{page}");
    let remove = [("serial", serial.as_str()), ("remove", "true")];
    let (_, page) = browser.post(path, &remove).await;
    assert!(page.contains("The MFA device is removed."), "{page}");
}

#[tokio::test]
async fn a_sign_in_leads_to_no_other_site() {
    let (_, sandbox) = world(|_| {});
    for next in [
        "https://evil.example.com/",
        "//evil.example.com",
        "/console?x",
        "/switchrole?a\r\nb",
    ] {
        let mut browser = Browser::new(&sandbox);
        let fields = [
            ("account", "northwind"),
            ("username", "ada"),
            ("password", PASSWORD),
            ("next", next),
        ];
        browser.post("/signin", &fields).await;
        assert!(
            browser.at.starts_with("/console?session="),
            "{}",
            browser.at
        );
    }
}
