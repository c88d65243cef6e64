//! What a person sees: the portal, and the question whether a program may see their accounts.

use bytes::Bytes;
use http::{HeaderValue, Method, Response, StatusCode, header};

use super::oidc;
use crate::{
    service::{Sandbox, lock},
    signin::{console::page, is_from_here},
    state::Decision,
    wire::{self, Form, Incoming, form::encode, xml::escape},
};

pub(super) fn answer(sandbox: &Sandbox, request: &Incoming, path: &str) -> Option<Response<Bytes>> {
    let shown = match path {
        "/start" => start as fn(&Sandbox, &Incoming) -> Response<Bytes>,
        "/authorize" => authorize,
        "/device" => device,
        _ => return None,
    };
    if !is_from_here(request) {
        return Some(wire::plain(
            StatusCode::FORBIDDEN,
            "text/plain",
            "The sandbox answers this machine's own pages only.",
        ));
    }
    Some(shown(sandbox, request))
}

fn start(_: &Sandbox, _: &Incoming) -> Response<Bytes> {
    page(
        StatusCode::OK,
        "Access portal",
        "<h1>Access portal</h1><p>The sandbox's IAM Identity Center. Give this address to a program that signs in with it.</p>",
    )
}

fn question(inside: &str, fields: &[(&str, &str)]) -> Response<Bytes> {
    let mut hidden = String::new();
    for (name, value) in fields {
        hidden.push_str("<input type=\"hidden\" name=\"");
        hidden.push_str(name);
        hidden.push_str("\" value=\"");
        hidden.push_str(&escape(value));
        hidden.push_str("\">");
    }
    page(
        StatusCode::OK,
        "Allow access?",
        &format!(
            "<h1>Allow access to your accounts?</h1><p>{inside}</p><form method=\"post\">{hidden}\
             <button name=\"decision\" value=\"allow\">Allow</button> \
             <button name=\"decision\" value=\"deny\">Deny</button></form>"
        ),
    )
}

fn done(title: &str, words: &str) -> Response<Bytes> {
    page(
        StatusCode::OK,
        title,
        &format!("<h1>{title}</h1><p>{words}</p>"),
    )
}

fn wrong(words: &str) -> Response<Bytes> {
    page(
        StatusCode::BAD_REQUEST,
        "Not possible",
        &format!("<h1>Not possible</h1><p>{}</p>", escape(words)),
    )
}

const ASKED: [&str; 6] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "state",
    "code_challenge",
    "code_challenge_method",
];

fn authorize(sandbox: &Sandbox, request: &Incoming) -> Response<Bytes> {
    let form = request.form();
    let value = |name: &str| form.get(name).unwrap_or_default();
    if value("response_type") != "code" || value("code_challenge_method") != "S256" {
        return wrong("a code with an S256 challenge must be asked for");
    }
    if request.method != Method::POST {
        let fields: Vec<(&str, &str)> = ASKED.iter().map(|name| (*name, value(name))).collect();
        return question(
            "A program on this computer wants to see and enter them.",
            &fields,
        );
    }
    let back = value("redirect_uri");
    let made = oidc::authorize(
        &mut lock(&sandbox.state),
        value("client_id"),
        back,
        value("code_challenge"),
    );
    let outcome = match made {
        Err(why) => return wrong(&why),
        Ok(code) if value("decision") == "allow" => {
            format!("code={}", encode(code.as_bytes()))
        }
        Ok(_) => "error=access_denied".to_owned(),
    };
    let location = format!(
        "{back}?{outcome}&state={}",
        encode(value("state").as_bytes())
    );
    let mut response = wire::plain(StatusCode::FOUND, "text/plain", "");
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn device(sandbox: &Sandbox, request: &Incoming) -> Response<Bytes> {
    let form: Form = request.form();
    let code = form.get("user_code").unwrap_or_default();
    if request.method != Method::POST {
        return question(
            &format!("Enter only a code that you see yourself: {}", escape(code)),
            &[("user_code", code)],
        );
    }
    let mut state = lock(&sandbox.state);
    let now = state.now();
    let devices = &mut state.identity_center.devices;
    let Some(device) = devices
        .values_mut()
        .find(|device| device.user_code == code && device.expires_at > now)
    else {
        return wrong("this code is not known, or has expired");
    };
    let allowed = form.get("decision") == Some("allow");
    device.decision = if allowed {
        Decision::Allowed
    } else {
        Decision::Denied
    };
    state.touch();
    if allowed {
        done("Request approved", "You can go back to the program.")
    } else {
        done("Request denied", "The program gets no access.")
    }
}
