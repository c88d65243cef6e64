//! The sheet as a page that stands by itself: nothing is loaded, and nothing runs.

use super::Sheet;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}\
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.5rem}dt{color:#57606a}dd{margin:0;overflow-wrap:anywhere}\
code,pre{font-family:ui-monospace,monospace;background:#f3f4f6;border-radius:4px;padding:.1rem .3rem}\
pre{padding:1rem;overflow:auto}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #d8dee4}\
.dot{display:inline-block;width:.8em;height:.8em;border-radius:50%;margin-right:.4em;background:#d8dee4}\
@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}dt{color:#9198a1}code,pre{background:#1c2128}th,td{border-color:#30363d}a{color:#58a6ff}}\
@media print{body{margin:0}}";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

pub(super) fn write(sheet: &Sheet, password: Option<&str>) -> String {
    let user = escaped(&sheet.user);
    let url = escaped(&sheet.sign_in_url);
    let password = match password {
        Some(password) => format!("<code>{}</code>", escaped(password)),
        None => escaped(Sheet::password_words(None)),
    };
    let steps = sheet.first_steps();
    let steps: Vec<_> = steps
        .iter()
        .map(|step| format!("<li>{}</li>\n", escaped(step)))
        .collect();
    let steps = steps.concat();
    let mut body = format!(
        "<h1>Access to AWS for {user}</h1>\n<dl>\n<dt>Sign in at</dt><dd><a href=\"{url}\">{url}</a></dd>\n<dt>Account</dt><dd><code>{}</code></dd>\n<dt>User name</dt><dd><code>{user}</code></dd>\n<dt>Password</dt><dd>{password}</dd>\n</dl>\n<h2>To begin with</h2>\n<ol>\n{steps}</ol>\n<h2>Where you may switch to</h2>\n",
        escaped(&sheet.account)
    );
    if sheet.switches.is_empty() {
        body.push_str("<p>You may switch nowhere yet.</p>\n");
    } else {
        body.push_str("<table>\n<thead><tr><th>Account</th><th>Number</th><th>Access</th></tr></thead>\n<tbody>\n");
        for it in &sheet.switches {
            let dot = it.color.as_ref().map_or_else(String::new, |color| {
                format!(
                    "<span class=\"dot\" style=\"background:#{}\"></span>",
                    escaped(color)
                )
            });
            let row = format!(
                "<tr><td>{dot}{}</td><td><code>{}</code></td><td><a href=\"{}\">{}</a></td></tr>\n",
                escaped(&it.account_name),
                it.account,
                escaped(&it.url),
                escaped(&it.level)
            );
            body.push_str(&row);
        }
        body.push_str("</tbody>\n</table>\n");
    }
    if let Some(lines) = &sheet.aws_config {
        let lines = escaped(lines.trim_end());
        let part = format!(
            "<h2>For the command line</h2>\n<p>In <code>~/.aws/config</code>:</p>\n<pre>{lines}</pre>\n"
        );
        body.push_str(&part);
    }
    if let Some(note) = &sheet.note {
        let part = format!("<p>{}</p>\n", escaped(note));
        body.push_str(&part);
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>Access to AWS for {user}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}
